//! Small applications drawn at random, as Compose files, and what is done with them.

use std::fmt::Write as _;

use paperboat_core::fault::Fault;
use paperboat_core::strategy::{Fargate, Way};
use proptest::prelude::{Just, any, prop, prop_oneof};
use proptest::strategy::Strategy as Draw;

/// How many faults there are.
const FAULTS: u8 = Fault::ALL.len() as u8;

/// The names of services; none is the beginning of another one.
pub(crate) const NAMES: [&str; 5] = ["alpha", "bravo", "carol", "delta", "eagle"];

/// What a service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// The application's own code, which takes so many seconds to start.
    Own(u8),
    /// Own code that ends with an error at its start.
    Crashing,
    /// Own code that asks for a host that nobody is called by.
    Lost,
    /// A job that ends by itself.
    Job,
    Nginx,
    Redis,
    Postgres,
}

/// What a health check finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Passes,
    /// It looks at a port on which nothing listens.
    OtherPort,
    /// It looks at a service that is needed.
    Needed,
}

/// A service.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) runs: Runs,
    check: Option<Check>,
    /// Which of the services before it it depends on.
    depends: Vec<bool>,
    /// Which of the services before it it connects to at its start.
    requires: Vec<bool>,
    published: bool,
    memory_limit: Option<u16>,
    volume: bool,
    restart: Option<&'static str>,
    replicas: Option<u8>,
}

fn service() -> impl Draw<Value = Drawn> {
    let runs = prop_oneof![
        8 => (0..40_u8).prop_map(Runs::Own),
        1 => Just(Runs::Crashing),
        1 => Just(Runs::Lost),
        1 => Just(Runs::Job),
        2 => Just(Runs::Nginx),
        2 => Just(Runs::Redis),
        1 => Just(Runs::Postgres),
    ];
    let check = prop_oneof![
        4 => Just(Check::Passes),
        1 => Just(Check::OtherPort),
        2 => Just(Check::Needed),
    ];
    let restart = prop_oneof![
        Just("no"),
        Just("always"),
        Just("unless-stopped"),
        Just("on-failure")
    ];
    let some = || prop::collection::vec(prop::bool::weighted(0.4), NAMES.len());
    (
        (runs, prop::option::weighted(0.4, check), some(), some()),
        prop::bool::weighted(0.5),
        prop::option::weighted(0.2, prop_oneof![Just(64_u16), Just(512), Just(1_024)]),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.5, restart),
        prop::option::weighted(0.2, 1..4_u8),
    )
        .prop_map(
            |(
                (runs, check, depends, requires),
                published,
                memory_limit,
                volume,
                restart,
                replicas,
            )| {
                Drawn {
                    runs,
                    check,
                    depends,
                    requires,
                    published,
                    memory_limit,
                    volume,
                    restart,
                    replicas,
                }
            },
        )
}

pub(crate) fn services() -> impl Draw<Value = Vec<Drawn>> {
    prop::collection::vec(service(), 1..=NAMES.len())
}

/// What is done with a deployment, or happens to it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Advance(u32),
    /// The next version of every service.
    Update,
    /// An image that no registry holds, for one service.
    UpdateToNothing(u8),
    Scale(u8, u8),
    Rollback,
    /// A container of a service is killed, or a task of it stopped.
    Kill(u8),
    /// A container of a service is stopped with its grace period, or a task of it.
    Stop(u8),
    /// The machine boots again.
    Reboot,
    /// The machine, or every task, is cut off from the internet.
    CloseDoors,
    /// A fault of this number strikes, a service of that number if it strikes one.
    Strike(u8, u8),
    Destroy,
}

pub(crate) fn acts() -> impl Draw<Value = Vec<Act>> {
    let which = || 0..5_u8;
    let act = prop_oneof![
        4 => (1..4_000_u32).prop_map(Act::Advance),
        3 => Just(Act::Update),
        2 => which().prop_map(Act::UpdateToNothing),
        3 => (which(), 0..4_u8).prop_map(|(s, n)| Act::Scale(s, n)),
        2 => Just(Act::Rollback),
        2 => which().prop_map(Act::Kill),
        2 => which().prop_map(Act::Stop),
        1 => Just(Act::Reboot),
        1 => Just(Act::CloseDoors),
        4 => (0..FAULTS, which()).prop_map(|(fault, s)| Act::Strike(fault, s)),
        1 => Just(Act::Destroy),
    ];
    prop::collection::vec(act, 1..7)
}

/// Any way to deploy; the managed one as often as all others together.
pub(crate) fn way() -> impl Draw<Value = Way> {
    prop_oneof![
        prop::sample::select(Way::ALL.to_vec()),
        Just(Way::Fargate(Fargate::default()))
    ]
}

pub(crate) fn seed() -> impl Draw<Value = u64> {
    any::<u64>()
}

impl Drawn {
    fn port(&self) -> Option<u16> {
        match self.runs {
            Runs::Own(_) | Runs::Crashing | Runs::Lost => Some(8080),
            Runs::Nginx => Some(80),
            Runs::Redis => Some(6379),
            Runs::Postgres => Some(5432),
            Runs::Job => None,
        }
    }

    fn is_own(&self) -> bool {
        matches!(self.runs, Runs::Own(_) | Runs::Crashing | Runs::Lost)
    }

    fn is_checked(&self) -> bool {
        self.checks().is_some()
    }

    /// What its health check finds; none without one.
    pub(crate) fn checks(&self) -> Option<Check> {
        self.check.filter(|_| self.is_own())
    }

    /// The service that its check looks at when it looks at another one, for the service in this place.
    pub(crate) fn peer(&self, services: &[Self], place: usize) -> Option<usize> {
        let looks = self.checks() == Some(Check::Needed);
        (0..place).find(|m| looks && services[*m].is_own())
    }

    /// The services before its place that it names in some way.
    pub(crate) fn names(&self, services: &[Self], place: usize) -> Vec<usize> {
        let named = (0..place).filter(|m| self.depends[*m] || self.is_own() && self.requires[*m]);
        named.chain(self.peer(services, place)).collect()
    }
}

/// The Compose file of some services.
pub(crate) fn compose(services: &[Drawn]) -> String {
    let mut text = "name: app\nservices:\n".to_owned();
    for n in 0..services.len() {
        write(&mut text, services, n).expect("text takes text");
    }
    let volumes: Vec<&str> = services
        .iter()
        .zip(NAMES)
        .filter(|(s, _)| s.volume)
        .map(|(_, name)| name)
        .collect();
    if !volumes.is_empty() {
        text += "volumes:\n";
        for name in volumes {
            writeln!(text, "  data-{name}: {{}}").expect("text takes text");
        }
    }
    text
}

fn write(text: &mut String, services: &[Drawn], n: usize) -> std::fmt::Result {
    let (s, name) = (&services[n], NAMES[n]);
    writeln!(text, "  {name}:")?;
    match s.runs {
        Runs::Own(_) | Runs::Lost => writeln!(text, "    image: us/{name}:1")?,
        Runs::Crashing => writeln!(
            text,
            "    image: us/{name}:1\n    command: ['sh', '-c', 'echo no luck && exit 3']"
        )?,
        Runs::Job => writeln!(
            text,
            "    image: us/{name}:1\n    x-paperboat: {{image-size: 20MB, ends-after: 9s}}"
        )?,
        Runs::Nginx => writeln!(text, "    image: nginx:1.27")?,
        Runs::Redis => writeln!(text, "    image: redis:7.4-alpine")?,
        Runs::Postgres => writeln!(
            text,
            "    image: postgres:17\n    environment: {{POSTGRES_PASSWORD: magic}}"
        )?,
    }
    if s.is_own() {
        let seconds = match s.runs {
            Runs::Own(seconds) => seconds,
            _ => 1,
        };
        write!(
            text,
            "    x-paperboat: {{image-size: 45MB, boot-time: {seconds}s, memory: 90MB, \
             requests-per-second: 50, port: 8080, health-path: /health"
        )?;
        let mut requires: Vec<String> = (0..n)
            .filter(|m| s.requires[*m])
            .filter_map(|m| Some(format!("'{}:{}'", NAMES[m], services[m].port()?)))
            .collect();
        if s.runs == Runs::Lost {
            requires.push("'nowhere:1'".to_owned());
        }
        writeln!(text, ", requires: [{}]}}", requires.join(", "))?;
    }
    let depends: Vec<String> = (0..n)
        .filter(|m| s.depends[*m])
        .map(|m| {
            let condition = match &services[m] {
                s if s.runs == Runs::Job => "service_completed_successfully",
                s if s.is_checked() => "service_healthy",
                _ => "service_started",
            };
            format!("{}: {{condition: {condition}}}", NAMES[m])
        })
        .collect();
    if !depends.is_empty() {
        writeln!(text, "    depends_on: {{{}}}", depends.join(", "))?;
    }
    if let Some(check) = s.checks() {
        let peer = s.peer(services, n).map(|m| NAMES[m]);
        let at = match (check, peer) {
            (Check::OtherPort, _) => "localhost:9999".to_owned(),
            (Check::Needed, Some(peer)) => format!("{peer}:8080"),
            _ => "localhost:8080".to_owned(),
        };
        writeln!(
            text,
            "    healthcheck: {{test: ['CMD-SHELL', 'curl -f http://{at}/health'], interval: 5s, retries: 3, start_period: 20s}}"
        )?;
    }
    if s.published
        && let Some(port) = s.port()
    {
        writeln!(text, "    ports: ['{}:{port}']", 8_000 + n)?;
    }
    if let Some(mib) = s.memory_limit {
        writeln!(text, "    mem_limit: {mib}m")?;
    }
    if s.volume {
        writeln!(text, "    volumes: ['data-{name}:/data']")?;
    }
    if let Some(restart) = s.restart {
        writeln!(text, "    restart: '{restart}'")?;
    }
    if let Some(replicas) = s.replicas.filter(|_| !s.volume && !s.published) {
        writeln!(text, "    deploy: {{replicas: {replicas}}}")?;
    }
    Ok(())
}
