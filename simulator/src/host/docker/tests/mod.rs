//! Transcripts of `docker` on a machine.

mod archive;
mod compose;
mod engine;
mod errors;
mod flags;
mod hangs;
mod health;
mod invariants;
mod network;
mod power;
mod push;
mod trouble;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ec2::DescribeSubnets;
use paperboat_core::aws::host::Exec;
use paperboat_core::event::EventKind;
use paperboat_core::workload::{Profile, PublishedImage, WorkloadKind};

use super::engine::{Client, engine};
use super::{engine_started, image as local};
use crate::container::{self, ContainerKey};
use crate::ec2;
use crate::host::job::{self, End};
use crate::host::shell::{Frame, Options};
use crate::host::{Hardware, MachineKey, Node, Process};
use crate::net::Endpoint;
use crate::testing;
use crate::world::World;

/// A machine with an engine.
pub(super) struct Desk {
    pub(super) w: World,
    pub(super) machine: MachineKey,
    pub(super) process: Process,
}

impl Desk {
    pub(super) fn new() -> Self {
        let images = [
            image("nginx", &["1.26", "1.27"], WorkloadKind::Web, 80),
            image("mysql", &["8"], WorkloadKind::Database, 3306),
        ];
        let mut w = testing::world(images.to_vec());
        let machine = Self::machine(&mut w, "i-1");
        let mut process = w.hosts.machines[machine]
            .users
            .login("ec2-user", "/usr/bin");
        process.groups.insert("docker".into());
        Self {
            w,
            machine,
            process,
        }
    }

    /// Makes a machine with an engine.
    pub(super) fn machine(w: &mut World, id: &str) -> MachineKey {
        let hardware = Hardware {
            instance_id: id.into(),
            distribution: "al2023".into(),
            architecture: "x86_64".into(),
            vcpus: 2,
            memory_mib: 4096,
            disk_gib: 8,
            key_name: "key".into(),
            public_key: String::new(),
            user_data: String::new(),
        };
        let machine = crate::host::machine::build(w, hardware);
        let subnets = testing::call(w, DescribeSubnets::default()).expect("subnets");
        let subnet = &subnets.subnets[0].subnet_id;
        let label = ec2::Label::of(subnet, "");
        ec2::attach_interface(w, Endpoint::Machine(machine), label, subnet, &[], true)
            .expect("an address is free");
        w.hosts.machines[machine].power = crate::host::power::Power::Running;
        w.hosts.machines[machine].packages.insert("docker".into());
        for unit in w.hosts.machines[machine].units.values_mut() {
            unit.active = crate::host::unit::Active::Active;
        }
        let cause = w.emit(
            None,
            EventKind::Message {
                resource: id.into(),
                text: "docker.service active".into(),
            },
        );
        engine_started(w, machine, cause);
        machine
    }

    /// Has an image on the machine.
    pub(super) fn has(&mut self, reference: &str) {
        self.types(&format!("docker pull {reference}"));
        assert!(local::find(&self.w, self.machine, reference).is_some());
    }

    /// Pushes another image under a tag of nginx.
    pub(super) fn pushes(&mut self, tag: &str) {
        let image = image("nginx", &[tag], WorkloadKind::Web, 80);
        self.w.registry.publish(image);
    }

    /// Puts a file on the machine.
    pub(super) fn file(&mut self, path: &str, text: &str) {
        let files = &mut self.w.hosts.machines[self.machine].files;
        files.put(path, Node::text(text, 0o644, "ec2-user"));
    }

    /// Types a command; gives its output, errors and, when it is not 0, its exit code.
    pub(super) fn types(&mut self, line: &str) -> String {
        let call = self.w.call(self.w.now(), Exec::default().into());
        let cause = self.w.call_event(call);
        let frames = vec![Frame::Program(split(line))];
        let job = job::begin(
            &mut self.w,
            self.machine,
            (self.process.clone(), Options::default(), 0),
            frames,
            String::new(),
            End::Ssh(call),
            cause,
        );
        let mut patience = 5_000;
        while self.w.hosts.jobs.get(job).is_some() {
            let next = self.w.next_at().expect("the command goes on");
            self.w.advance(next);
            super::check(&self.w);
            patience -= 1;
            assert!(patience > 0, "{line} goes on without end");
        }
        self.pass(1);
        let Some(Ok(Reply::Exec(output))) = self.w.answer(call) else {
            panic!("{line} is answered");
        };
        let mut text = format!("$ {line}\n{}{}", output.stdout, output.stderr);
        if output.exit_code != 0 {
            text += &format!("? {}\n", output.exit_code);
        }
        text
    }

    /// Somebody who is at work on the machine.
    pub(super) fn client(&mut self) -> Client {
        let call = self.w.call(self.w.now(), Exec::default().into());
        let cause = self.w.call_event(call);
        let frames = vec![Frame::Program(split("sleep 3600"))];
        let process = self.process.clone();
        let end = End::Ssh(call);
        let job = job::begin(
            &mut self.w,
            self.machine,
            (process, Options::default(), 0),
            frames,
            String::new(),
            end,
            cause,
        );
        Client::of(&self.w, job)
    }

    /// Types several commands.
    pub(super) fn script(&mut self, lines: &[&str]) -> String {
        lines.iter().map(|l| self.types(l)).collect()
    }

    /// Lets time pass.
    pub(super) fn pass(&mut self, seconds: u64) {
        let to = self.w.now() + std::time::Duration::from_secs(seconds);
        while let Some(next) = self.w.next_at().filter(|n| *n <= to) {
            self.w.advance(next);
            super::check(&self.w);
        }
        self.w.advance(to);
    }

    /// Has the kernel kill a container's program.
    pub(super) fn crashes(&mut self, key: ContainerKey) {
        let cause = self.w.containers[key].last;
        container::kill(&mut self.w, key, cause);
    }

    /// The container with this name.
    pub(super) fn key(&self, name: &str) -> ContainerKey {
        engine(&self.w, self.machine)
            .find(name)
            .expect("it is there")
    }
}

/// An image of Docker Hub.
fn image(name: &str, tags: &[&str], kind: WorkloadKind, port: u16) -> PublishedImage {
    PublishedImage {
        repository: format!("docker.io/library/{name}"),
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        profile: Profile {
            kind,
            listens: vec![port],
            boot_s: 1.0,
            memory_mib: 20,
            disk_bytes: 200_000_000,
            pull_bytes: 80_000_000,
            http: kind == WorkloadKind::Web,
            ..Profile::default()
        },
        private: false,
        held_before: false,
    }
}

/// Splits a command line at blanks outside of quotes.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => words.push(String::new()),
            (c, _) => words.last_mut().expect("there is one").push(c),
        }
    }
    words
}
