//! `ss`: what listens on the machine.

use std::net::Ipv4Addr;

use super::super::Progress;
use super::super::{JobKey, docker, machine, write_stdout};
use super::Switches;
use crate::world::World;

/// `ss -tln`, with `-p` for the programs.
pub(super) fn ss(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "t l n p u a 4 H", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let at = w.hosts.jobs[key].machine;
    let mut listeners: Vec<(Ipv4Addr, u16, &str)> = Vec::new();
    if machine::sshd_listens(w, at) {
        listeners.push((Ipv4Addr::UNSPECIFIED, 22, "sshd"));
    }
    let published = docker::published_ports(w, at);
    listeners.extend(
        published
            .into_iter()
            .map(|(address, port)| (address, port, "docker-proxy")),
    );
    // Only root sees whose sockets they are.
    let named = switches.has("p") && w.hosts.jobs[key].process.is_root();
    if !switches.has("H") {
        write_stdout(
            w,
            key,
            "State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n",
        );
    }
    for (address, port, program) in listeners {
        let local = format!("{address}:{port}");
        let owner = if named {
            format!(" users:((\"{program}\"))")
        } else {
            String::new()
        };
        write_stdout(
            w,
            key,
            &format!("LISTEN 0      4096   {local:>18} 0.0.0.0:*{owner}\n"),
        );
    }
    Progress::Exit(0)
}
