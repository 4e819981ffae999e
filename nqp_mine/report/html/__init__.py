"""report.html: one self-contained page that shows an output folder and leads to its sentences."""
