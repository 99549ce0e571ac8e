//! Deployment strategies over a cloud that is data: no IO, no runtime.
