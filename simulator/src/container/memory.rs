//! Memory: what containers take, and what the kernel does when there is not enough.

use paperboat_core::event::{EventId, EventKind};

use super::{ContainerKey, PoolKey, life};
use crate::world::World;

/// Takes memory for a container instead of what it had. Above its own limit the kernel kills it; above the pool's,
/// the biggest of the pool.
pub(super) fn claim(w: &mut World, key: ContainerKey, mib: u64) {
    let (spec, last) = (&w.containers[key].spec, w.containers[key].last);
    let pool = spec.pool;
    if spec.memory_limit.is_some_and(|limit| mib > limit) {
        return kill(w, key, "Memory cgroup out of memory", mib, last);
    }
    let p = &mut w.pools[pool];
    p.claims.insert(key, mib);
    fit(w, pool, Some(last));
}

/// Lets a container that runs take more memory than there is: more than its own limit, or all that the pool has left and
/// more.
pub(crate) fn leak(w: &mut World, key: ContainerKey, cause: EventId) {
    let spec = &w.containers[key].spec;
    let (pool, limit) = (spec.pool, spec.memory_limit);
    let p = &mut w.pools[pool];
    let others = p.memory_used() - p.claims.get(&key).copied().unwrap_or(0);
    let left = p.memory_mib.saturating_sub(others);
    if let Some(limit) = limit.filter(|limit| *limit <= left) {
        return kill(w, key, "Memory cgroup out of memory", limit, cause);
    }
    p.claims.insert(key, left + 1);
    fit(w, pool, Some(cause));
}

/// Lets the kernel kill the biggest of a pool until what is left fits; `cause` is the last event of whoever took more.
pub(super) fn fit(w: &mut World, pool: PoolKey, cause: Option<EventId>) {
    while w.pools[pool].memory_used() > w.pools[pool].memory_mib {
        let claims = &w.pools[pool].claims;
        let Some((victim, size)) = claims.iter().max_by_key(|(k, mib)| (**mib, **k)) else {
            return;
        };
        let (victim, size) = (*victim, *size);
        let cause = cause.unwrap_or(w.containers[victim].last);
        kill(w, victim, "Out of memory", size, cause);
    }
}

/// Kills for memory; the kernel's own words go before.
fn kill(w: &mut World, key: ContainerKey, words: &str, mib: u64, cause: EventId) {
    let c = &w.containers[key];
    let kind = EventKind::Message {
        resource: c.spec.name.clone(),
        text: format!("{words}: killed process, anon-rss:{}kB", mib * 1024),
    };
    let cause = w.emit(Some(cause), kind);
    life::exit(w, key, 137, true, cause);
}
