//! What somebody outside finds at a simulated machine, and what a program that stands for its sshd must know.
//!
//! Looking changes nothing. What is done on a machine are the requests of [`paperboat_core::aws::host`].

use std::net::Ipv4Addr;

use paperboat_core::aws::host::HttpGetOutput;

use crate::change::Trail;
use crate::host::{self, Files, PERSON, Process};
use crate::key::Ed25519;
use crate::net::{Endpoint, Listener, NetError, Origin};
use crate::world::World;
use crate::{ec2, elbv2, path};

/// What answers to a connection from the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A machine's sshd.
    Sshd,
    /// A program, or a load balancer.
    Program,
    /// Nobody listens, which the sender is told.
    Refused,
    /// Nothing comes back: a security group lets nobody in, or no machine is up there.
    Silent,
}

/// Something with a public address of its own: an instance, or a load balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// The instance's id, or the load balancer's DNS name.
    pub name: String,
    /// Where it is reached from the internet.
    pub address: Ipv4Addr,
    /// The ports on which something was put that connections could reach: published ones of containers, listeners; of a
    /// machine that boots those too that come back with it. Port 22 of an instance is not among them.
    pub ports: Vec<u16>,
    /// Whether it is an instance.
    pub is_instance: bool,
}

impl World {
    /// The instances and load balancers that have a public address, in the order in which they were made.
    #[must_use]
    pub fn residents(&self) -> Vec<Resident> {
        let mut residents: Vec<Resident> = ec2::public_instances(self)
            .map(|(id, address, machine)| Resident {
                name: id.to_owned(),
                address,
                ports: host::open_ports(self, machine),
                is_instance: true,
            })
            .collect();
        residents.extend(elbv2::doors(self).filter_map(|(name, ports)| {
            let address = self.public_address(name)?;
            Some(Resident {
                name: name.to_owned(),
                address,
                ports,
                is_instance: false,
            })
        }));
        residents
    }

    /// The public address of an instance or a load balancer, under the name that it has as a [`Resident`]; none while it has
    /// none.
    #[must_use]
    pub fn public_address(&self, name: &str) -> Option<Ipv4Addr> {
        match ec2::machine_of(self, name) {
            Some(machine) => ec2::addresses(self, Endpoint::Machine(machine))?.1,
            None => path::address_of(self, Origin::Internet(PERSON), name),
        }
    }

    /// What somebody on the internet finds at a port.
    #[must_use]
    pub fn door(&self, address: Ipv4Addr, port: u16) -> Door {
        match path::connect(
            self,
            Origin::Internet(PERSON),
            address,
            port,
            &mut Trail::off(),
        ) {
            Ok(Listener::Sshd(_)) => Door::Sshd,
            Ok(_) => Door::Program,
            Err(NetError::TimedOut(_)) => Door::Silent,
            Err(NetError::Refused | NetError::NameNotFound(_)) => Door::Refused,
        }
    }

    /// What an HTTP request gets that comes from the internet.
    #[must_use]
    pub fn page(&self, url: &str) -> HttpGetOutput {
        path::http_get(self, Origin::Internet(PERSON), url)
    }

    /// The host key of an instance's machine; none for an instance that does not exist.
    #[must_use]
    pub fn host_key(&self, instance_id: &str) -> Option<Ed25519> {
        ec2::machine_of(self, instance_id).map(|_| host::host_key(self, instance_id))
    }

    /// The account of an image that its key pair opens; none for an instance that does not exist.
    #[must_use]
    pub fn login_user(&self, instance_id: &str) -> Option<&'static str> {
        host::login_user(self, ec2::machine_of(self, instance_id)?)
    }

    /// Tells by which key pair an account lets a public key in, a line of `authorized_keys` without a comment; none when it
    /// does not. What counts is what stands in the account's file now.
    #[must_use]
    pub fn admits(&self, instance_id: &str, user: &str, public_key: &str) -> Option<String> {
        host::admits(self, ec2::machine_of(self, instance_id)?, user, public_key)
    }

    /// The files of an instance's machine, and the process as which an account would look at them; none when the machine or
    /// the account does not exist.
    #[must_use]
    pub fn files_for(&self, instance_id: &str, user: &str) -> Option<(&Files, Process)> {
        host::files_for(self, ec2::machine_of(self, instance_id)?, user)
    }

    /// Tells whether a program takes a connection that comes from an instance's machine.
    #[must_use]
    pub fn takes_from(&self, instance_id: &str, host: &str, port: u16) -> bool {
        ec2::machine_of(self, instance_id)
            .is_some_and(|machine| path::dial(self, Origin::Machine(machine), host, port).is_ok())
    }

    /// What an HTTP request gets that comes from an instance's machine.
    #[must_use]
    pub fn page_from(&self, instance_id: &str, url: &str) -> Option<HttpGetOutput> {
        let machine = ec2::machine_of(self, instance_id)?;
        Some(path::http_get(self, Origin::Machine(machine), url))
    }
}
