//! Home of the criterion benches; the figures are in `README.md`.
