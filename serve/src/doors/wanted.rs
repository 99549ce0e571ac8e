//! Which ports a world would have open.

use std::collections::BTreeMap;

use paperboat_simulator::visit::{Door, Resident};
use paperboat_simulator::world::World;

use crate::clock::Pace;

/// The port of sshd.
pub(crate) const SSH: u16 = 22;

/// The ports that should take connections on this computer, by who has them.
///
/// In a world that [`Pace::Warp`] moves, ports that are closed yet take connections too: somebody who connects waits, and is
/// let in when the port opens.
pub(super) fn wanted(world: &World, pace: Pace) -> BTreeMap<(String, u16), Resident> {
    let mut all = BTreeMap::new();
    for resident in world.residents() {
        let ssh = resident.is_instance.then_some(SSH);
        for port in resident.ports.iter().copied().chain(ssh) {
            let takes = pace == Pace::Warp || world.door(resident.address, port) != Door::Refused;
            if takes && has_server(port, &resident) {
                all.insert((resident.name.clone(), port), resident.clone());
            }
        }
    }
    all
}

/// Whether this program has a server for a port: one without SSH has none for sshd.
fn has_server(port: u16, resident: &Resident) -> bool {
    cfg!(feature = "ssh") || port != SSH || !resident.is_instance
}
