"""One small file a format: `read(data, name=...)` yields raw documents."""
