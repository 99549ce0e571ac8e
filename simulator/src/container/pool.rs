//! Processors and memory that containers share: a machine's, or a task's.

use std::collections::BTreeMap;

use super::{ContainerKey, memory, stage};
use crate::arena::Key;
use crate::sharing::Sharing;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// Names a pool.
pub type PoolKey = Key<Pool>;

/// Processors and memory that containers share.
///
/// Only booting containers use processors: what requests take is in the profile's requests a second.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The memory that containers can have together, in MiB.
    pub memory_mib: u64,
    pub(super) claims: BTreeMap<ContainerKey, u64>,
    speed: f64,
    cpu: Sharing<ContainerKey>,
    generation: u16,
}

impl Pool {
    /// Makes a pool of vCPUs, MiB, and a speed that is 1 for the vCPUs of a current instance.
    #[must_use]
    pub fn new(vcpus: f64, memory_mib: u64, speed: f64) -> Self {
        Self {
            memory_mib,
            claims: BTreeMap::new(),
            speed,
            cpu: Sharing::new(vcpus * speed),
            generation: 0,
        }
    }

    /// The memory that containers hold, in MiB.
    #[must_use]
    pub fn memory_used(&self) -> u64 {
        self.claims.values().sum()
    }

    pub(super) fn check(&self) {
        assert!(self.cpu.left() >= 0.0, "work is never negative");
        assert!(
            self.memory_used() <= self.memory_mib,
            "containers hold no more memory than there is"
        );
    }
}

/// Changes a pool's processors and memory.
pub(crate) fn resize(w: &mut World, pool: PoolKey, vcpus: f64, memory_mib: u64) {
    let now = w.now;
    let p = &mut w.pools[pool];
    p.memory_mib = memory_mib;
    p.cpu.resize(now, vcpus * p.speed);
    plan(w, pool);
    memory::fit(w, pool, None);
}

/// Gives a container work of so many seconds on one free vCPU; its next stage comes when it is done.
pub(super) fn work(w: &mut World, key: ContainerKey, seconds: f64) {
    let now = w.now;
    let spec = &w.containers[key].spec;
    let (pool, bound) = (spec.pool, spec.cpu_limit.unwrap_or(1.0).min(1.0));
    let p = &mut w.pools[pool];
    p.cpu.join(now, key, seconds, bound * p.speed);
    plan(w, pool);
}

/// Takes a container's work and memory back.
pub(super) fn leave(w: &mut World, key: ContainerKey) {
    let now = w.now;
    let pool = w.containers[key].spec.pool;
    let Some(p) = w.pools.get_mut(pool) else {
        return;
    };
    p.claims.remove(&key);
    p.cpu.leave(now, key);
    plan(w, pool);
}

fn plan(w: &mut World, pool: PoolKey) {
    let p = &mut w.pools[pool];
    p.generation = p.generation.wrapping_add(1);
    let generation = p.generation;
    if let Some(at) = p.cpu.next() {
        w.wake_at(at, Kind::Pool, pool.slot(), generation);
    }
}

pub(super) fn wake(w: &mut World, wake: Wake) {
    let (pool, now) = (PoolKey::from_slot(wake.slot), w.now);
    let Some(p) = w.pools.get_mut(pool) else {
        return;
    };
    if p.generation != wake.generation {
        return;
    }
    let done = p.cpu.done(now);
    plan(w, pool);
    for key in done {
        stage::go_on(w, key);
    }
}
