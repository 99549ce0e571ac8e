//! A deterministic, in-memory AWS: no IO, no runtime.
