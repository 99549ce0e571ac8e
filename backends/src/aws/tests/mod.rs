//! The cloud against a server on loopback that answers as AWS's API references say.

mod discovery;
mod ec2;
mod every;
mod failure;
mod fill;
mod server;
mod wire;
