//! What is told of open ports: as data, and as a file for `ssh -F`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use paperboat_simulator::visit::Resident;
use paperboat_simulator::world::World;
use serde_json::{Value, json};

use super::keeper::Opened;
use super::wanted::SSH;

/// The instances and load balancers of a world with the ports that are open here.
pub(crate) fn doors(world: &World, opened: &[Opened]) -> Value {
    let all = residents(world, opened);
    let told = all.iter().map(|(resident, ports)| {
        let ssh = ports.get(&SSH).filter(|_| resident.is_instance);
        let login = ssh.and_then(|at| {
            let user = world.login_user(&resident.name)?;
            let key = world.host_key(&resident.name)?.public_line();
            Some(json!({
                "user": user,
                "command": format!("ssh -i KEY.pem -p {} {user}@{}", at.port(), at.ip()),
                "knownHosts": format!("{} {key}", known_as(**at)),
            }))
        });
        let ports = ports
            .iter()
            .map(|(port, at)| json!({ "port": port, "at": at.to_string() }));
        json!({
            "name": resident.name,
            "publicAddress": resident.address,
            "ports": ports.collect::<Vec<Value>>(),
            "ssh": login,
        })
    });
    json!({ "doors": told.collect::<Vec<Value>>() })
}

/// A file for `ssh -F`, with which the addresses that AWS's tools show lead here (`ssh_config(5)`).
pub(crate) fn ssh_config(world: &World, opened: &[Opened]) -> String {
    let all = residents(world, opened);
    let hosts = all.iter().filter_map(|(resident, ports)| {
        let at = ports.get(&SSH).filter(|_| resident.is_instance)?;
        let user = world.login_user(&resident.name)?;
        Some(format!(
            "Host {} {}\n    HostName {}\n    Port {}\n    User {user}\n",
            resident.name,
            resident.address,
            at.ip(),
            at.port()
        ))
    });
    hosts.collect()
}

fn residents<'a>(
    world: &World,
    opened: &'a [Opened],
) -> Vec<(Resident, BTreeMap<&'a u16, &'a SocketAddr>)> {
    let ports_of = |resident: Resident| {
        let own = opened.iter().filter(|opened| opened.name == resident.name);
        let ports = own.map(|opened| (&opened.port, &opened.at)).collect();
        (resident, ports)
    };
    world.residents().into_iter().map(ports_of).collect()
}

/// The name of a host among OpenSSH's known ones (`sshd(8)`, SSH_KNOWN_HOSTS FILE FORMAT).
fn known_as(at: SocketAddr) -> String {
    match (at.ip(), at.port()) {
        (ip, SSH) => ip.to_string(),
        (ip, port) => format!("[{ip}]:{port}"),
    }
}
