//! Keeps the ports on this computer as the worlds have them.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use paperboat_wire::Scope;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::address;
use super::visit::{Visit, receive};
use super::wanted::wanted;
use crate::served::Served;

/// How often a world is looked at. A connection that comes so soon after a port opened finds it closed.
const EVERY: Duration = Duration::from_millis(10);
/// How many ports are open at once; a process has about a thousand descriptors, and clients of the endpoint need some.
const MOST: usize = 192;
/// How many connections to them are served at once; more wait to be accepted.
const CONNECTIONS: usize = 128;

/// A port that is open on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// The account and the region.
    pub(crate) scope: Scope,
    /// The instance's id, or the load balancer's DNS name.
    pub(crate) name: String,
    /// The port in the world.
    pub(crate) port: u16,
    /// Where it is open here.
    pub(crate) at: SocketAddr,
}

/// Who has a port: an account in a region, a name, the port.
type Place = (Scope, String, u16);

#[derive(Debug)]
struct Listening {
    at: SocketAddr,
    task: JoinHandle<()>,
}

/// Opens and closes ports until the program ends.
pub(crate) async fn keep(served: Arc<Served>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open: BTreeMap<Place, Listening> = BTreeMap::new();
    let mut marks = BTreeMap::new();
    loop {
        for scope in served.scopes() {
            let seen = marks.get(&scope).copied();
            let found = served.follow(&scope, |paced| {
                let mark = paced.mark();
                (Some(mark) != seen).then(|| (mark, wanted(paced.world(), paced.pace())))
            });
            let Some((mark, wished)) = found else {
                continue;
            };
            marks.insert(scope.clone(), mark);
            open.retain(|(of, name, port), listening| {
                let stays = *of != scope || wished.contains_key(&(name.clone(), *port));
                if !stays {
                    listening.task.abort();
                }
                stays
            });
            for (name, port) in wished.into_keys() {
                let place = (scope.clone(), name, port);
                if open.len() < MOST && !open.contains_key(&place) {
                    let at = address_of(&open, &place);
                    // A port that cannot be opened is not among those that are told.
                    if let Ok(listening) = listen(&served, &room, &place, at) {
                        open.insert(place, listening);
                    }
                }
            }
            served.tell_doors(open.iter().map(|((scope, name, port), listening)| Opened {
                scope: scope.clone(),
                name: name.clone(),
                port: *port,
                at: listening.at,
            }));
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// The address that an instance or a load balancer has here because of another port.
fn address_of(open: &BTreeMap<Place, Listening>, (scope, name, _): &Place) -> Option<Ipv4Addr> {
    let mut own = open.iter().filter(|((s, n, _), _)| s == scope && n == name);
    own.find_map(|(_, listening)| match listening.at.ip() {
        IpAddr::V4(at) if at != Ipv4Addr::LOCALHOST => Some(at),
        _ => None,
    })
}

fn listen(
    served: &Arc<Served>,
    room: &Arc<Semaphore>,
    (scope, name, port): &Place,
    at: Option<Ipv4Addr>,
) -> std::io::Result<Listening> {
    // Two accounts may have an instance of the same id.
    let of = match scope.is_native() {
        true => name.clone(),
        false => format!("{name}/{}/{}", scope.account, scope.region),
    };
    let listener = address::open(&of, at, *port)?;
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let at = listener.local_addr()?;
    let (room, visit) = (
        Arc::clone(room),
        Visit {
            served: Arc::clone(served),
            scope: scope.clone(),
            name: name.clone(),
            port: *port,
        },
    );
    let task = tokio::spawn(async move {
        while let Ok(seat) = Arc::clone(&room).acquire_owned().await {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let visit = visit.clone();
                    tokio::spawn(async move {
                        receive(visit, stream).await;
                        drop(seat);
                    });
                }
                // A client that is gone already, or no descriptor left for a moment.
                Err(_) => tokio::time::sleep(EVERY).await,
            }
        }
    });
    Ok(Listening { at, task })
}
