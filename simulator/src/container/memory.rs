//! Memory: what containers take, and what the kernel does when there is not enough.

use paperboat_core::event::EventKind;

use super::{ContainerKey, life};
use crate::world::World;

/// Takes memory for a container instead of what it had. Above its own limit the kernel kills it; above the pool's,
/// the biggest of the pool.
pub(super) fn claim(w: &mut World, key: ContainerKey, mib: u64) {
    let spec = &w.containers[key].spec;
    let pool = spec.pool;
    if spec.memory_limit.is_some_and(|limit| mib > limit) {
        return kill(w, key, "Memory cgroup out of memory", mib);
    }
    let p = &mut w.pools[pool];
    p.claims.insert(key, mib);
    while w.pools[pool].memory_used() > w.pools[pool].memory_mib {
        let claims = &w.pools[pool].claims;
        let Some((victim, size)) = claims.iter().max_by_key(|(k, mib)| (**mib, **k)) else {
            return;
        };
        let (victim, size) = (*victim, *size);
        kill(w, victim, "Out of memory", size);
    }
}

/// Kills for memory; the kernel's own words go before.
fn kill(w: &mut World, key: ContainerKey, words: &str, mib: u64) {
    let c = &w.containers[key];
    let kind = EventKind::Message {
        resource: c.spec.name.clone(),
        text: format!("{words}: killed process, anon-rss:{}kB", mib * 1024),
    };
    let cause = w.emit(Some(c.last), kind);
    life::exit(w, key, 137, true, cause);
}
