//! Processors and memory that containers share: a machine's, or a task's.

use paperboat_core::time::Timestamp;

use super::ContainerKey;
use crate::arena::Key;

/// Names a pool.
pub type PoolKey = Key<Pool>;

/// Processors and memory that containers share.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The processors, in vCPUs.
    pub vcpus: f64,
    /// The memory that containers can have together, in MiB.
    pub memory_mib: u64,
    /// Who is booting, with the vCPU-seconds of work that are left.
    pub(crate) booting: Vec<(ContainerKey, f64)>,
    /// When `booting` was last brought up to date.
    pub(crate) updated: Timestamp,
    /// The generation of its timer.
    pub(crate) generation: u16,
}
