//! A small application that stands and has users, and what is told of it after a fault.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use paperboat_core::aws::ec2::{DescribeAddresses, DescribeSubnets, RunInstances};
use paperboat_core::aws::ecs::{DescribeServices, DescribeServicesOutput, ListServices};
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::aws::{Ec2 as _, Ecs as _, Ssm as _};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::{Event, EventId, EventKind};
use paperboat_core::fault::Fault;
use paperboat_core::strategy::{Care, Fargate, MACHINE_ITSELF, RunWith, Way};
use paperboat_core::time::Timestamp;
use paperboat_simulator::fault::Strike;
use paperboat_simulator::model::{Model, Name as _, Throughput, Timing};
use paperboat_simulator::world::World;

use crate::draw::Act;
use crate::run::{Run, app};

const AL2023: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// A web server that needs nothing, whose start takes 10 s on any processor.
pub(crate) const WEB: &str = "name: app
services:
  web:
    image: us/web:1
    ports: ['8080:8080']
    mem_limit: 256m
    x-paperboat: {image-size: 100MB, boot-time: 10s, cpu-boot-share: 0, memory: 90MB, requests-per-second: 50, port: 8080, health-path: /health}
";

/// A web server that needs a database, with a password in the environment of both.
pub(crate) const SHOP: &str = "name: app
services:
  web:
    image: us/web:1
    ports: ['8080:8080']
    depends_on: [db]
    environment: {DB_PASSWORD: magic}
    x-paperboat: {image-size: 100MB, boot-time: 10s, cpu-boot-share: 0, memory: 90MB, requests-per-second: 50, port: 8080, health-path: /health, requires: ['db:5432']}
  db:
    image: postgres:17
    environment: {POSTGRES_PASSWORD: magic}
    volumes: ['data:/var/lib/postgresql/data']
volumes:
  data: {}
";

/// The model with every drawn time and rate at its median.
pub(crate) fn medians() -> Model {
    let model = Model::default();
    let timings = Timing::ALL
        .iter()
        .map(|t| (t.key().to_owned(), model.timing(*t).median().into()));
    let rates = Throughput::ALL
        .iter()
        .map(|t| (t.key().to_owned(), model.throughput(*t).median().into()));
    let all: BTreeMap<_, _> = timings.chain(rates).collect();
    model.with_overrides(&all).expect("medians are values")
}

/// An application that stands, half an hour after it was deployed.
pub(crate) struct Scene(pub(crate) Run);

pub(crate) fn careful() -> Scene {
    Scene::of(WEB, on_ec2(Care::Careful))
}

pub(crate) fn naive() -> Scene {
    Scene::of(WEB, on_ec2(Care::Naive))
}

pub(crate) fn fargate() -> Scene {
    Scene::of(WEB, Way::Fargate(Fargate::default()))
}

pub(crate) fn on_ec2(care: Care) -> Way {
    Way::named("ec2", care, RunWith::Compose).expect("a way")
}

impl Scene {
    /// Deploys, and lets half an hour pass.
    pub(crate) fn of(text: &str, way: Way) -> Self {
        Self::in_account(text, way, medians())
    }

    /// The same in an account that may run many instances.
    pub(crate) fn in_old_account(text: &str, way: Way) -> Self {
        let quota = BTreeMap::from([("ec2.vcpu_quota".to_owned(), 32.into())]);
        let model = medians().with_overrides(&quota).expect("a value");
        Self::in_account(text, way, model)
    }

    fn in_account(text: &str, way: Way, model: Model) -> Self {
        let app = app(text);
        let world = World::new(1, Arc::new(model), app.published());
        let mut run = Run::in_world(world, app, way);
        run.deploy();
        assert!(run.failed.is_empty(), "{:#?}", run.failed);
        run.act(Act::Advance(1_800));
        Self(run)
    }

    /// An account with nothing in it.
    pub(crate) fn empty() -> Self {
        let app = app(WEB);
        let world = World::new(1, Arc::new(medians()), app.published());
        Self(Run::in_world(world, app, Way::Fargate(Fargate::default())))
    }

    /// The subnets in the order of their zones, and an image.
    pub(crate) fn places(&self) -> (Vec<String>, String) {
        let sim = &self.0.sim;
        let found = sim.run(async {
            let subnets = sim.describe_subnets(DescribeSubnets::default()).await?;
            let parameter = GetParameter {
                name: AL2023.to_owned(),
                ..Default::default()
            };
            let image = sim.get_parameter(parameter).await?.parameter.value;
            Ok::<_, CloudError>((subnets.subnets, image))
        });
        let (subnets, image) = found.expect("not stuck").expect("an account");
        (subnets.into_iter().map(|s| s.subnet_id).collect(), image)
    }

    /// Launches an instance in a subnet, or anywhere.
    pub(crate) fn launch(&self, subnet: &str, image: &str) -> Result<(), CloudError> {
        let request = RunInstances {
            image_id: image.to_owned(),
            instance_type: "t3.micro".to_owned(),
            min_count: 1,
            max_count: 1,
            subnet_id: subnet.to_owned(),
            ..RunInstances::default()
        };
        let sim = &self.0.sim;
        let launched = sim.run(async { sim.run_instances(request).await });
        launched.expect("not stuck").map(|_| ())
    }

    /// Lets a fault strike, and some time pass.
    pub(crate) fn strike(&mut self, fault: &str, then_s: u32) -> Told {
        let fault = Fault::parse(fault).expect("a fault");
        let (began, strike) = self.0.sim.with(|w| {
            let now = w.now();
            (now, w.strike(now, &fault))
        });
        self.0.act(Act::Advance(then_s));
        self.0.sim.with(|w| w.check());
        let mut events = self.0.events();
        let since = events.split_off(strike.event.0 as usize);
        Told {
            strike,
            began,
            since,
        }
    }

    /// Lets more time pass after a fault; tells what happened since it struck.
    pub(crate) fn go_on(&mut self, told: Told, then_s: u32) -> Told {
        self.0.act(Act::Advance(then_s));
        self.0.sim.with(|w| w.check());
        let since = self.0.events().split_off(told.strike.event.0 as usize);
        Told { since, ..told }
    }

    /// Runs a command on the machine.
    pub(crate) fn on_the_host(&self, command: &str) {
        let words = ["sh".to_owned(), "-c".to_owned(), command.to_owned()];
        let run = &self.0;
        let app = run.versions[0].clone();
        let context = run.context();
        let ran = run.strategy.exec(&context, &app, MACHINE_ITSELF, &words);
        run.sim.run(ran).expect("not stuck").expect("it ran");
    }

    /// Asks AWS for something; tells whether it was refused for the rate.
    pub(crate) fn asked_in_vain(&self) -> bool {
        let sim = &self.0.sim;
        let asked = sim.run(async { sim.describe_addresses(DescribeAddresses::default()).await });
        let refused = asked.expect("not stuck").err();
        refused.is_some_and(|error| error.kind == ErrorKind::Throttled)
    }
}

/// What happened since a fault struck.
pub(crate) struct Told {
    pub(crate) strike: Strike,
    pub(crate) began: Timestamp,
    pub(crate) since: Vec<Event>,
}

impl Told {
    /// What the fault struck.
    pub(crate) fn subject(&self) -> String {
        match &self.since[0].kind {
            EventKind::Fault { subject, .. } => subject.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn after(&self, event: &Event) -> f64 {
        (event.at.since(self.began).as_secs_f64() * 10.0).round() / 10.0
    }

    /// The times in which users got no answer at all, in seconds since the strike; without an end when it has none yet.
    pub(crate) fn down(&self) -> Vec<(f64, Option<f64>)> {
        let mut down: Vec<(f64, Option<f64>)> = Vec::new();
        for event in &self.since {
            let EventKind::Serving { capacity_rps, .. } = event.kind else {
                continue;
            };
            let open = down.last_mut().filter(|(_, to)| to.is_none());
            match (open, capacity_rps > 0.0) {
                (Some((_, to)), true) => *to = Some(self.after(event)),
                (None, false) => down.push((self.after(event), None)),
                _ => {}
            }
        }
        down
    }

    /// When an event first said something, in seconds since the strike.
    pub(crate) fn when(&self, words: &str) -> Option<f64> {
        let event = self.since.iter().find(|e| said(e).contains(words))?;
        Some(self.after(event))
    }

    /// Tells whether an event said something.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.when(words).is_some()
    }

    /// Tells whether the fault is a cause of the first event that says something.
    pub(crate) fn because_of_it(&self, words: &str) -> bool {
        let first = self.strike.event;
        let at = |id: EventId| self.since.get((id.0 - first.0) as usize);
        let mut event = self.since.iter().find(|e| said(e).contains(words));
        while let Some(here) = event {
            if here.id == first {
                return true;
            }
            event = here.cause.filter(|c| *c >= first).and_then(at);
        }
        false
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for e in &self.since {
            let cause = e.cause.map_or(String::new(), |c| format!(" <- #{}", c.0));
            writeln!(f, "{:8.1} #{} {}{cause}", self.after(e), e.id.0, said(e))?;
        }
        Ok(())
    }
}

/// An event in one line.
fn said(e: &Event) -> String {
    match &e.kind {
        EventKind::State {
            resource,
            from,
            to,
            reason,
        } => format!("{resource}: {from} -> {to} ({reason})"),
        EventKind::Message { resource, text } => format!("{resource}: {text}"),
        EventKind::Serving {
            service,
            capacity_rps,
            why,
        } => format!("{service} serves {capacity_rps}: {why}"),
        EventKind::Fault {
            fault,
            subject,
            phase,
            missed,
        } => format!("fault {fault} {phase:?} at {subject}: {missed:?}"),
        other => format!("{other:?}"),
    }
}

/// How many tasks each service runs and is to run.
pub(crate) fn counts(run: &Run) -> Vec<(String, u32, u32)> {
    let sim = &run.sim;
    let cluster = "paperboat-app".to_owned();
    let found = sim.run(async {
        let list = ListServices {
            cluster: cluster.clone(),
            ..ListServices::default()
        };
        let services = sim.list_services(list).await?.service_arns;
        // Jobs alone make no service, and AWS refuses to describe none.
        if services.is_empty() {
            return Ok(DescribeServicesOutput::default());
        }
        let describe = DescribeServices {
            cluster,
            services,
            ..DescribeServices::default()
        };
        sim.describe_services(describe).await
    });
    let found = found.expect("not stuck").map(|r| r.services);
    let of =
        |s: paperboat_core::aws::ecs::Service| (s.service_name, s.running_count, s.desired_count);
    found.expect("services").into_iter().map(of).collect()
}

/// The same run, which goes on apart from the first.
pub(crate) fn fork(run: &Run) -> Run {
    Run {
        sim: run.sim.fork(),
        way: run.way,
        strategy: run.way.strategy(),
        versions: run.versions.clone(),
        failed: run.failed.clone(),
    }
}

/// What still costs money.
pub(crate) fn costs(run: &Run) -> Vec<String> {
    let bill = run.sim.with(|w| w.bill());
    let mut open: Vec<String> = bill.open().map(|line| line.item.clone()).collect();
    open.sort();
    open
}
