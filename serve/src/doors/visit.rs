//! A connection to a port of something in a world.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use paperboat_simulator::visit::Door;
use paperboat_wire::Scope;
use tokio::net::TcpStream;

use super::page;
use crate::served::Served;

/// How often somebody looks whom nobody answers.
const LOOK: Duration = Duration::from_millis(50);

/// Who is visited, and where.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) served: Arc<Served>,
    pub(crate) scope: Scope,
    /// The instance's id, or the load balancer's DNS name.
    pub(crate) name: String,
    /// The port in the world.
    pub(crate) port: u16,
}

impl Visit {
    /// The public address in the world; none while there is none.
    pub(crate) fn address(&self) -> Option<Ipv4Addr> {
        self.served
            .look(&self.scope, |world| world.public_address(&self.name))?
    }
}

/// Serves a connection as the world would.
pub(super) async fn receive(visit: Visit, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    loop {
        let door = visit.served.knock(&visit.scope, |world| {
            let address = world.public_address(&visit.name);
            address.map_or(Door::Refused, |at| world.door(at, visit.port))
        });
        match door {
            Door::Program => return page::serve(visit, stream).await,
            #[cfg(feature = "ssh")]
            Door::Sshd => return crate::ssh::serve(visit, stream).await,
            Door::Silent => {
                let mut nothing = [0; 1];
                let left = tokio::time::timeout(LOOK, stream.peek(&mut nothing)).await;
                // What a client sends is not read: it would be lost on the way.
                match left {
                    Ok(Ok(0) | Err(_)) => return,
                    Ok(Ok(_)) => tokio::time::sleep(LOOK).await,
                    Err(_) => {}
                }
            }
            _ => {
                // Closed at once and not in order, as by a system on which nobody listens.
                let _ = stream.set_zero_linger();
                return;
            }
        }
    }
}
