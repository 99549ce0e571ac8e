//! Simulated machines behind the instances of an emulator that has none: what happens on them is marked so.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use paperboat_backends::WallClock;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateKeyPair, CreateSecurityGroup, DescribeInstances,
    DescribeSecurityGroups, DescribeVpcs, Filter, Instance, InstanceStateName, RunInstances,
};
use paperboat_core::aws::host::{Exec, Login};
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::aws::{Ec2 as _, Ec2Call, Host as _, HostCall, Reply, Request, Ssm as _};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::{EventKind, Observer};
use paperboat_core::facts::{Architecture, InstanceType};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::model::Model;
use serde::{Deserialize, Serialize};

use super::log::Log;
use crate::session::{Begin, Record, Session, SessionError, Store};

/// The session of the simulated machines, in the deployment's own folder.
const SESSION: &str = "machines";
/// How long a machine may take until it lets somebody in.
const BOOT: Duration = Duration::from_secs(600);
/// How much real time a wait gives the emulator.
const BREATH: Duration = Duration::from_millis(200);

/// The emulator's ids with those in the simulated world.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Pairs {
    instances: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
}

/// Serves the `host` operations of an emulator's instances on machines of a simulated world, whose time runs as fast as
/// it can: a wait moves it on.
pub(super) struct Simulated<C> {
    cloud: C,
    session: Session,
    pairs: Mutex<Pairs>,
    log: Arc<Log>,
    /// The wall's time and the world's when this was opened.
    opened: (Timestamp, Timestamp),
}

impl<C: Cloud> Simulated<C> {
    /// Opens the machines of a deployment, or begins with none. `images` is what the registries hold.
    ///
    /// # Errors
    /// The session cannot be read or written.
    pub(super) fn open(
        cloud: C,
        state: &Path,
        images: Vec<PublishedImage>,
        log: Arc<Log>,
    ) -> Result<Self, SessionError> {
        let store = Store::new(state);
        let session = if store.names().iter().any(|name| name == SESSION) {
            let session = store.open(Some(SESSION))?;
            session.publish(images);
            session
        } else {
            let begin = Begin {
                model: Model::default().version(),
                seed: 1,
                overrides: BTreeMap::new(),
                images,
            };
            store.begin(SESSION, begin)?
        };
        let pairs = session.kept()?.unwrap_or_default();
        let opened = (WallClock.now(), session.recorder.sim().now());
        Ok(Self {
            cloud,
            session,
            pairs: Mutex::new(pairs),
            log,
            opened,
        })
    }

    fn pairs(&self) -> MutexGuard<'_, Pairs> {
        self.pairs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self) {
        let state = serde_json::to_value(&*self.pairs()).unwrap_or_default();
        self.session.recorder.write(&Record::Keep { state });
    }

    /// Works in the simulated world, and tells what happened there.
    fn inside<T>(
        &self,
        work: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let sim = self.session.recorder.sim();
        let before = sim.with(|w| w.events().len());
        let outcome = sim.run(work).unwrap_or_else(|stuck| {
            Err(CloudError::refused(
                ErrorKind::Internal,
                "host:Exec",
                "SimulationStuck",
                stuck,
            ))
        });
        let happened = sim.with(|w| w.events().since(before).cloned().collect::<Vec<_>>());
        for event in happened {
            let mark = |resource: String| format!("simulated:{resource}");
            let kind = match event.kind {
                EventKind::State {
                    resource,
                    from,
                    to,
                    reason,
                } => EventKind::State {
                    resource: mark(resource),
                    from,
                    to,
                    reason,
                },
                EventKind::Message { resource, text } => EventKind::Message {
                    resource: mark(resource),
                    text,
                },
                _ => continue,
            };
            (&*self.log).observe(kind);
        }
        let written = self.session.recorder.sync();
        written.map_err(|error| {
            CloudError::refused(ErrorKind::Internal, "host:Exec", "SessionNotWritten", error)
        })?;
        outcome
    }

    /// Launches the machine of an instance, and lets time pass until it lets somebody in.
    async fn launch(&self, request: &RunInstances, id: &str) -> Result<(), CloudError> {
        let mut groups = Vec::new();
        for group in &request.security_group_ids {
            groups.push(self.group(group).await?);
        }
        let world = &self.session.recorder;
        let kind = InstanceType::named(&request.instance_type);
        let processor = kind.map_or(Architecture::X86_64, |t| t.architecture).word();
        let launched = self.inside(async {
            let key = CreateKeyPair {
                key_name: request.key_name.clone(),
                key_type: "ed25519".to_owned(),
                ..Default::default()
            };
            match world.create_key_pair(key).await {
                Err(error) if error.kind != ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            let name = format!(
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{processor}"
            );
            let image = world
                .get_parameter(GetParameter {
                    name,
                    ..Default::default()
                })
                .await?;
            let launch = RunInstances {
                image_id: image.parameter.value,
                security_group_ids: groups,
                subnet_id: String::new(),
                client_token: String::new(),
                ..request.clone()
            };
            let launched = world.run_instances(launch).await?;
            Ok(launched.instances.into_iter().next().map(|i| i.instance_id))
        })?;
        if let Some(inside) = launched {
            self.pairs().instances.insert(id.to_owned(), inside);
            self.keep();
            self.settle(id)?;
        }
        Ok(())
    }

    /// Makes up for a launch that was cut off before the machine was there.
    async fn make_up(&self, id: &str) -> Result<(), CloudError> {
        if self.pairs().instances.contains_key(id) {
            return Ok(());
        }
        let request = DescribeInstances {
            instance_ids: vec![id.to_owned()],
            ..Default::default()
        };
        let found = self.cloud.describe_instances(request).await?;
        let mut instances = found.reservations.into_iter().flat_map(|r| r.instances);
        let alive = [InstanceStateName::Pending, InstanceStateName::Running];
        let Some(instance) = instances.find(|i| alive.contains(&i.state.name)) else {
            return Ok(());
        };
        let groups = instance.security_groups.into_iter().map(|g| g.group_id);
        let launch = RunInstances {
            instance_type: instance.instance_type,
            key_name: instance.key_name,
            min_count: 1,
            max_count: 1,
            security_group_ids: groups.collect(),
            ..Default::default()
        };
        self.launch(&launch, id).await
    }

    /// The group of the simulated world that admits what an emulator's group admits now.
    async fn group(&self, id: &str) -> Result<String, CloudError> {
        if let Some(known) = self.pairs().groups.get(id).cloned() {
            return Ok(known);
        }
        let request = DescribeSecurityGroups {
            group_ids: vec![id.to_owned()],
            ..Default::default()
        };
        let found = self.cloud.describe_security_groups(request).await?;
        let group = found.security_groups.into_iter().next().unwrap_or_default();
        let world = &self.session.recorder;
        let made = self.inside(async {
            let vpcs = DescribeVpcs {
                filters: vec![Filter::new("is-default", "true")],
                ..Default::default()
            };
            let vpc = world.describe_vpcs(vpcs).await?.vpcs.into_iter().next();
            let create = CreateSecurityGroup {
                group_name: format!("behind-{id}"),
                description: group.group_name.clone(),
                vpc_id: vpc.map(|v| v.vpc_id).unwrap_or_default(),
                ..Default::default()
            };
            let made = world.create_security_group(create).await?.group_id;
            let mut ip_permissions = group.ip_permissions;
            for permission in &mut ip_permissions {
                permission.user_id_group_pairs.clear();
            }
            ip_permissions.retain(|p| !p.ip_ranges.is_empty());
            if !ip_permissions.is_empty() {
                let ingress = AuthorizeSecurityGroupIngress {
                    group_id: made.clone(),
                    ip_permissions,
                    ..Default::default()
                };
                world.authorize_security_group_ingress(ingress).await?;
            }
            Ok(made)
        })?;
        self.pairs().groups.insert(id.to_owned(), made.clone());
        self.keep();
        Ok(made)
    }

    /// Lets time pass until a machine lets somebody in.
    fn settle(&self, id: &str) -> Result<(), CloudError> {
        let sim = self.session.recorder.sim().clone();
        let until = sim.now() + BOOT;
        loop {
            let Some(login) = self.login(&Login {
                user: "ec2-user".to_owned(),
                instance_id: id.to_owned(),
                ..Default::default()
            })?
            else {
                return Ok(());
            };
            let probe = Exec {
                login,
                command: "true".to_owned(),
                ..Default::default()
            };
            let world = &self.session.recorder;
            let answer = self.inside(async { world.exec(probe).await });
            if answer.is_ok() || sim.now() > until {
                return Ok(());
            }
            self.pass(Duration::from_secs(5));
        }
    }

    fn pass(&self, time: Duration) {
        let to = self.session.recorder.sim().now() + time;
        self.session.pass(to);
    }

    /// The machine of an instance as the simulated world has it; none for an instance that was not launched here.
    fn machine(&self, id: &str) -> Result<Option<Instance>, CloudError> {
        let Some(inside) = self.pairs().instances.get(id).cloned() else {
            return Ok(None);
        };
        let world = &self.session.recorder;
        let request = DescribeInstances {
            instance_ids: vec![inside],
            ..Default::default()
        };
        let found = self.inside(async { world.describe_instances(request).await })?;
        let mut instances = found.reservations.into_iter().flat_map(|r| r.instances);
        Ok(instances.next())
    }

    /// A login as the simulated world knows it.
    fn login(&self, login: &Login) -> Result<Option<Login>, CloudError> {
        let machine = self.machine(&login.instance_id)?;
        Ok(machine.map(|machine| Login {
            user: login.user.clone(),
            address: machine.public_ip_address,
            key_name: machine.key_name,
            instance_id: machine.instance_id,
        }))
    }

    fn ids(&self, ids: &[String]) -> Vec<String> {
        let pairs = self.pairs();
        ids.iter()
            .filter_map(|id| pairs.instances.get(id).cloned())
            .collect()
    }

    /// Does to the machines what was done to their instances.
    fn follow(&self, request: Request) -> Result<(), CloudError> {
        let world = &self.session.recorder;
        self.inside(async { world.call(request).await }).map(drop)
    }

    /// What a request to the emulator means for the machines; none when it means nothing.
    fn mirrored(&self, request: &Request) -> Option<Request> {
        let instances = |ids: &mut Vec<String>| {
            *ids = self.ids(ids);
            (!ids.is_empty()).then_some(())
        };
        let group = |id: &mut String| {
            *id = self.pairs().groups.get(id)?.clone();
            Some(())
        };
        let mut request = request.clone();
        match &mut request {
            Request::Ec2(Ec2Call::StartInstances(r)) => instances(&mut r.instance_ids),
            Request::Ec2(Ec2Call::StopInstances(r)) => instances(&mut r.instance_ids),
            Request::Ec2(Ec2Call::RebootInstances(r)) => instances(&mut r.instance_ids),
            Request::Ec2(Ec2Call::TerminateInstances(r)) => instances(&mut r.instance_ids),
            Request::Ec2(Ec2Call::ModifyInstanceMetadataOptions(r)) => {
                r.instance_id = self.pairs().instances.get(&r.instance_id)?.clone();
                Some(())
            }
            Request::Ec2(Ec2Call::AuthorizeSecurityGroupIngress(r)) => group(&mut r.group_id),
            Request::Ec2(Ec2Call::RevokeSecurityGroupIngress(r)) => group(&mut r.group_id),
            _ => None,
        }?;
        Some(request)
    }

    fn is_ours(&self, address: Ipv4Addr) -> Result<bool, CloudError> {
        let ids: Vec<String> = self.pairs().instances.keys().cloned().collect();
        for id in ids {
            if self.machine(&id)?.and_then(|m| m.public_ip_address) == Some(address) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Shows the machines' addresses as those of the instances.
    fn show(&self, instances: &mut [Instance]) -> Result<(), CloudError> {
        for instance in instances {
            if let Some(machine) = self.machine(&instance.instance_id)? {
                instance.show_public(machine.public_ip_address);
            }
        }
        Ok(())
    }

    fn no_machine(operation: &str, login: &Login) -> CloudError {
        let message = format!("no simulated machine stands behind {}", login.instance_id);
        CloudError::refused(ErrorKind::NotFound, operation, "NoSuchMachine", message)
    }
}

/// The instances that a request boots again: time passes until their machines let somebody in.
fn restarted(request: &Request) -> Vec<String> {
    match request {
        Request::Ec2(Ec2Call::StartInstances(r)) => r.instance_ids.clone(),
        Request::Ec2(Ec2Call::RebootInstances(r)) => r.instance_ids.clone(),
        _ => Vec::new(),
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Simulated<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let world = &self.session.recorder;
        match request {
            Request::Host(HostCall::Exec(mut r)) => {
                self.make_up(&r.login.instance_id).await?;
                let login = self.login(&r.login)?;
                r.login = login.ok_or_else(|| Self::no_machine("host:Exec", &r.login))?;
                self.inside(async { world.call(r.into()).await })
            }
            Request::Host(HostCall::Put(mut r)) => {
                self.make_up(&r.login.instance_id).await?;
                let login = self.login(&r.login)?;
                r.login = login.ok_or_else(|| Self::no_machine("host:Put", &r.login))?;
                self.inside(async { world.call(r.into()).await })
            }
            Request::Host(HostCall::HttpGet(r)) => {
                let host = r.url.split('/').nth(2).unwrap_or_default();
                let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
                match host.parse() {
                    Ok(address) if self.is_ours(address)? => {
                        self.inside(async { world.call(r.into()).await })
                    }
                    _ => self.cloud.call(r.into()).await,
                }
            }
            Request::Ec2(Ec2Call::RunInstances(r)) => {
                let mut launched = self.cloud.run_instances(r.clone()).await?;
                for instance in &launched.instances {
                    self.launch(&r, &instance.instance_id).await?;
                }
                self.show(&mut launched.instances)?;
                Ok(Reply::RunInstances(launched))
            }
            Request::Ec2(Ec2Call::DescribeInstances(r)) => {
                let mut found = self.cloud.describe_instances(r).await?;
                for reservation in &mut found.reservations {
                    self.show(&mut reservation.instances)?;
                }
                Ok(Reply::DescribeInstances(found))
            }
            other => {
                let (inside, settling) = (self.mirrored(&other), restarted(&other));
                let reply = self.cloud.call(other).await?;
                if let Some(request) = inside {
                    self.follow(request)?;
                    settling.iter().try_for_each(|id| self.settle(id))?;
                }
                Ok(reply)
            }
        }
    }

    fn clock(&self) -> &dyn Clock {
        self
    }

    fn supports(&self, operation: &str) -> bool {
        operation.starts_with("host:") || self.cloud.supports(operation)
    }
}

/// The wall's clock, moved on by what passed in the simulated world.
#[async_trait]
impl<C: Cloud> Clock for Simulated<C> {
    fn now(&self) -> Timestamp {
        let passed = self.session.recorder.sim().now().since(self.opened.1);
        self.opened.0 + passed
    }

    async fn sleep(&self, duration: Duration) {
        self.pass(duration);
        WallClock.sleep(duration.min(BREATH)).await;
    }
}
