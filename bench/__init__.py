"""Times exact assignment against other packages: `sh bench/run.sh`, or `python -m bench` where they are installed."""
