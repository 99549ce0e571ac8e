//! Programs in containers, on a machine whose engine only watches.

mod boot;
mod commands;
mod end;
mod health;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::event::{EventId, EventKind};
use paperboat_core::workload::{Profile, WorkloadKind};

use super::{ContainerKey, HealthCheck, Owner, Pool, PoolKey, Spec, State, create, exec, start};
use crate::host::{self, Hardware, MachineKey};
use crate::registry::{Image, Reference};
use crate::testing;
use crate::world::World;

/// A Spring application: eight seconds on a free vCPU, nearly all of it computing.
pub(super) fn spring() -> Profile {
    Profile {
        boot_s: 8.0,
        cpu_boot_share: 0.9,
        memory_mib: 350,
        listens: vec![8080],
        requests_per_second: 200.0,
        health_path: "/actuator/health".into(),
        http: true,
        ..Profile::default()
    }
}

/// MySQL.
pub(super) fn mysql() -> Profile {
    Profile {
        kind: WorkloadKind::Database,
        boot_s: 10.0,
        cpu_boot_share: 0.5,
        memory_mib: 450,
        listens: vec![3306],
        requests_per_second: 2_000.0,
        required_env: vec![vec![
            "MYSQL_ROOT_PASSWORD".into(),
            "MYSQL_ALLOW_EMPTY_PASSWORD".into(),
        ]],
        ..Profile::default()
    }
}

/// nginx.
pub(super) fn nginx() -> Profile {
    Profile {
        kind: WorkloadKind::Web,
        boot_s: 0.2,
        memory_mib: 10,
        listens: vec![80],
        requests_per_second: 5_000.0,
        http: true,
        ..Profile::default()
    }
}

/// A machine with containers.
pub(super) struct Bench {
    pub(super) w: World,
    pub(super) machine: MachineKey,
    pub(super) pool: PoolKey,
    pub(super) begin: EventId,
}

impl Bench {
    pub(super) fn new(vcpus: f64, memory_mib: u64) -> Self {
        let mut w = testing::world(Vec::new());
        let hardware = Hardware {
            instance_id: "i-1".into(),
            distribution: "al2023".into(),
            architecture: "x86_64".into(),
            vcpus: 2,
            memory_mib: 4096,
            disk_gib: 8,
            key_name: "key".into(),
            public_key: String::new(),
            user_data: String::new(),
        };
        let machine = host::build(&mut w, hardware);
        let kind = EventKind::Message {
            resource: "person".into(),
            text: "begins".into(),
        };
        let begin = w.emit(None, kind);
        let pool = w.pools.insert(Pool::new(vcpus, memory_mib, 1.0));
        Self {
            w,
            machine,
            pool,
            begin,
        }
    }

    /// A container of an image with this name and profile.
    pub(super) fn spec(&mut self, name: &str, repository: &str, profile: Profile) -> Spec {
        let image = self.w.registry.images.insert(Image {
            said_in_file: false,
            spoilt: None,
            repository: repository.into(),
            tag: "1".into(),
            digest: String::new(),
            id: String::new(),
            origin: Reference {
                repository: repository.into(),
                tag: "1".into(),
                digest: None,
            },
            layers: Vec::new(),
            made_here: 0,
            profile: Arc::new(profile),
        });
        Spec {
            owner: Owner::Docker(self.machine),
            name: format!("container/{name}"),
            called: vec![name.to_owned()],
            image,
            environment: BTreeMap::new(),
            command: None,
            init: false,
            stdin: String::new(),
            pool: self.pool,
            cpu_limit: None,
            memory_limit: None,
            health: None,
            fresh_data: true,
            data: None,
            listens: None,
        }
    }

    pub(super) fn start(&mut self, spec: Spec) -> ContainerKey {
        let key = create(&mut self.w, spec, self.begin);
        start(&mut self.w, key, self.begin);
        key
    }

    pub(super) fn pass(&mut self, seconds: f64) {
        let to = self.w.now() + Duration::from_secs_f64(seconds);
        self.w.advance(to);
        super::check(&self.w);
    }

    pub(super) fn story(&self) -> String {
        testing::story(&self.w)
    }

    /// What a container wrote.
    pub(super) fn log(&self, key: ContainerKey) -> String {
        let lines = self.w.containers[key]
            .lines
            .iter()
            .map(|line| format!("{} {}", line.at, line.text));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Passes time until a container is ready; in seconds since its start.
    pub(super) fn boots(&mut self, key: ContainerKey) -> f64 {
        while self.w.containers[key].state != State::Ready {
            let next = self.w.next_at().expect("it gets ready");
            self.w.advance(next);
        }
        self.w
            .now()
            .since(self.w.containers[key].started)
            .as_secs_f64()
    }

    /// Runs a command in a container: code, and what it wrote.
    pub(super) fn exec(&self, key: ContainerKey, line: &str) -> String {
        let argv: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let mut w = self.w.clone();
        let result = exec(&mut w, key, &argv);
        format!(
            "{line}: {} {}",
            result.code,
            (result.stdout + &result.stderr).trim_end()
        )
    }
}

/// A check that runs a shell line every ten seconds.
pub(super) fn checks(line: &str) -> Option<HealthCheck> {
    Some(HealthCheck {
        test: vec!["CMD-SHELL".into(), line.into()],
        interval: Duration::from_secs(10),
        timeout: Duration::from_secs(5),
        retries: 3,
        start_period: Duration::ZERO,
    })
}
