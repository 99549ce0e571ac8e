//! Takes an application down a way on the simulator, and lets things happen to it.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::app::files::{FileError, Files};
use paperboat_core::app::load::Load;
use paperboat_core::aws::ec2::{
    DescribeInstances, DescribeSecurityGroups, RebootInstances, RevokeSecurityGroupIngress,
};
use paperboat_core::aws::ecs::{ListTasks, StopTask};
use paperboat_core::aws::{Ec2 as _, Ecs as _};
use paperboat_core::cloud::Context;
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::fault::Fault;
use paperboat_core::strategy::{App, Deployed, MACHINE_ITSELF, Strategy, Way};
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::traffic::{Curve, Entry, Plan};
use paperboat_simulator::world::World;

use crate::draw::Act;

struct One<'a>(&'a str);

impl Files for One<'_> {
    fn read(&self, path: &str, _limit: u64) -> Result<Vec<u8>, FileError> {
        if path == "/app/compose.yaml" {
            Ok(self.0.as_bytes().to_vec())
        } else {
            Err(FileError::NotFound)
        }
    }
}

/// Reads a Compose file.
pub(crate) fn app(text: &str) -> App {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let resolved = load.read(&One(text));
    App::new(&resolved.unwrap_or_else(|e| panic!("{e:?}: {text}")), &load)
}

/// A deployment under way.
pub(crate) struct Run {
    pub(crate) sim: Sim,
    pub(crate) way: Way,
    pub(crate) strategy: Box<dyn Strategy>,
    /// The versions that ran; the last one runs.
    pub(crate) versions: Vec<App>,
    /// The failed verbs, by the number of events when they had ended.
    pub(crate) failed: Vec<(usize, DeployError)>,
}

impl Run {
    pub(crate) fn new(app: App, way: Way, seed: u64) -> Self {
        let world = World::new(seed, Arc::new(Model::default()), app.published());
        Self::in_world(world, app, way)
    }

    /// The same application in a world of one's own.
    pub(crate) fn in_world(world: World, app: App, way: Way) -> Self {
        Self {
            sim: Sim::new(world),
            way,
            strategy: way.strategy(),
            versions: vec![app],
            failed: Vec::new(),
        }
    }

    fn app(&self) -> App {
        self.versions.last().expect("a version").clone()
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            cloud: &self.sim,
            observer: &self.sim,
            caller: Ipv4Addr::new(192, 0, 2, 10),
        }
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.sim.with(|w| w.events().to_vec())
    }

    /// Keeps a failure; tells whether there was none.
    fn noted<T>(&mut self, outcome: Result<T, DeployError>) -> Option<T> {
        outcome
            .map_err(|error| {
                let so_far = self.sim.with(|w| w.events().len());
                self.failed.push((so_far, error));
            })
            .ok()
    }

    /// Deploys, and lets users in when it is up.
    pub(crate) fn deploy(&mut self) {
        let app = self.app();
        let deployed = self.sim.verb(self.strategy.deploy(&self.context(), &app));
        if let Some(deployed) = self.noted(deployed) {
            self.let_users_in(&deployed);
        }
    }

    fn let_users_in(&self, deployed: &Deployed) {
        let share = 1.0 / deployed.endpoints.len().max(1) as f64;
        let entry = |e: &paperboat_core::strategy::Endpoint| Entry {
            service: e.service.clone(),
            host: e.host.clone(),
            port: e.port,
            share,
        };
        let plan = Plan {
            curve: Curve::day(40.0),
            entries: deployed.endpoints.iter().map(entry).collect(),
            response_bytes: 20_000,
        };
        self.sim.with(|w| {
            let now = w.now();
            w.start_traffic(now, plan);
        });
    }

    fn service(&self, n: u8) -> String {
        let app = self.app();
        let names: Vec<&String> = app.project.services.keys().collect();
        names[usize::from(n) % names.len()].clone()
    }

    pub(crate) fn act(&mut self, act: Act) {
        match act {
            Act::Advance(seconds) => self.sim.with(|w| {
                let to = w.now() + Duration::from_secs(u64::from(seconds));
                w.advance(to);
            }),
            Act::Update => self.update(self.app().next_version()),
            Act::UpdateToNothing(n) => {
                let image = (self.service(n), "us/nothing:404".to_owned());
                self.update(self.app().with_images(&[image].into()));
            }
            Act::Scale(n, replicas) => {
                let (service, replicas) = (self.service(n), u32::from(replicas));
                let app = self.app();
                let scaled =
                    self.sim.verb(
                        self.strategy
                            .scale(&self.context(), &app, &service, replicas),
                    );
                if self.noted(scaled).is_some()
                    && let Some(now) = self.versions.last_mut()
                {
                    *now = now.scaled_to(&service, replicas);
                }
            }
            Act::Rollback => {
                if let [.., before, _] = &self.versions[..] {
                    let before = before.clone();
                    let back = self
                        .sim
                        .verb(self.strategy.rollback(&self.context(), &before));
                    if self.noted(back).is_some() {
                        self.versions.pop();
                    }
                }
            }
            Act::Destroy => {
                let app = self.app();
                let gone = self.sim.verb(self.strategy.destroy(&self.context(), &app));
                self.noted(gone);
            }
            Act::Kill(n) => self.disturb(n, "docker kill"),
            Act::Stop(n) => self.disturb(n, "docker stop"),
            Act::Reboot => self.reboot(),
            Act::CloseDoors => self.close_doors(),
            Act::Strike(n, service) => self.strike(n, service),
        }
    }

    pub(crate) fn update(&mut self, next: App) {
        let updated = self.sim.verb(self.strategy.update(&self.context(), &next));
        if self.noted(updated).is_some() {
            self.versions.push(next);
        }
    }

    /// Ends a container of a service by hand, or a task of it.
    fn disturb(&self, n: u8, command: &str) {
        let service = self.service(n);
        if self.way.in_tasks() {
            let _ = self.sim.run(async {
                let found = self.sim.list_tasks(ListTasks {
                    cluster: "paperboat-app".to_owned(),
                    service_name: service,
                    ..Default::default()
                });
                for task in found.await.map(|r| r.task_arns).unwrap_or_default() {
                    let _ = self
                        .sim
                        .stop_task(StopTask {
                            cluster: "paperboat-app".to_owned(),
                            task,
                            reason: "a hand".to_owned(),
                        })
                        .await;
                }
            });
            return;
        }
        let line = format!("{command} $(docker ps -q --filter name={service})");
        let words = ["sh".to_owned(), "-c".to_owned(), line];
        let app = self.app();
        let _ = self.sim.verb(
            self.strategy
                .exec(&self.context(), &app, MACHINE_ITSELF, &words),
        );
    }

    fn reboot(&self) {
        let _ = self.sim.run(async {
            let found = self.sim.describe_instances(DescribeInstances::default());
            let found = found.await.map(|r| r.reservations).unwrap_or_default();
            let instances = found.into_iter().flat_map(|r| r.instances);
            let instance_ids = instances.map(|i| i.instance_id).collect();
            let _ = self
                .sim
                .reboot_instances(RebootInstances { instance_ids })
                .await;
        });
    }

    /// Lets a fault strike: one of a service it strikes the one of this number.
    pub(crate) fn strike(&self, n: u8, service: u8) {
        let row = &Fault::ALL[usize::from(n) % Fault::ALL.len()];
        let service = self.service(service);
        let named = row.parameters.contains(&"service");
        let parameters = named.then_some(("service", service.as_str()));
        let fault = Fault::of(row.name, parameters).expect("a fault");
        self.sim.with(|w| {
            let now = w.now();
            w.strike(now, &fault)
        });
    }

    /// Takes every rule of every security group away.
    fn close_doors(&self) {
        let _ = self.sim.run(async {
            let found = self
                .sim
                .describe_security_groups(DescribeSecurityGroups::default());
            for group in found.await.map(|r| r.security_groups).unwrap_or_default() {
                let _ = self
                    .sim
                    .revoke_security_group_ingress(RevokeSecurityGroupIngress {
                        group_id: group.group_id,
                        ip_permissions: group.ip_permissions,
                        ..Default::default()
                    })
                    .await;
            }
        });
    }
}
