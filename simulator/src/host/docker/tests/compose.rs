//! Transcripts of `docker compose`.
