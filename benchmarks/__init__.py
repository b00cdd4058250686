"""Measurements: rates of the pages beside a bare application's, and the rates behind them. `python -m benchmarks`."""
