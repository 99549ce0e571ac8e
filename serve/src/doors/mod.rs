//! Loopback addresses for the instances and load balancers of served worlds.
//!
//! Each has an address of its own on this computer, on which its ports are open as its world says: sshd on 22, what
//! containers publish, the listeners of a load balancer. Where nobody listens in the world nobody does here; where packets
//! are lost there, a connection is taken here and nothing comes back.
//!
//! `GET /_paperboat/doors` names them, with what `ssh` needs; `GET /_paperboat/ssh-config` is a file for `ssh -F`.

mod address;
mod keeper;
mod page;
mod told;
mod visit;
mod wanted;

pub(crate) use keeper::{Opened, keep};
#[cfg(feature = "ssh")]
pub(crate) use page::answer;
pub(crate) use told::{doors, ssh_config};
#[cfg(feature = "ssh")]
pub(crate) use visit::Visit;
