//! A strategy with its settings.

use serde::{Deserialize, Serialize};

use super::{App, Care, Ec2, Fargate, RunWith, Strategy};

/// A way to deploy: a strategy, and how it is carried out.
///
/// Serde writes the strategy's name as `strategy`, with its settings beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "strategy", rename_all = "kebab-case")]
pub enum Way {
    /// Self-managed, with its care and its way to start containers.
    Ec2(Ec2),
    /// Managed.
    Fargate(Fargate),
}

impl Way {
    /// Every way in which each strategy can be carried out, with one and with several tasks on Fargate, in the order in which strategies are compared.
    pub const ALL: [Self; 6] = [
        Self::Ec2(Ec2 {
            care: Care::Naive,
            run: RunWith::Compose,
        }),
        Self::Ec2(Ec2 {
            care: Care::Naive,
            run: RunWith::Docker,
        }),
        Self::Ec2(Ec2 {
            care: Care::Careful,
            run: RunWith::Compose,
        }),
        Self::Ec2(Ec2 {
            care: Care::Careful,
            run: RunWith::Docker,
        }),
        Self::Fargate(Fargate { tasks: 1 }),
        Self::Fargate(Fargate { tasks: 2 }),
    ];

    /// Finds a way by its strategy's name; none when no strategy has it. Settings that the strategy does not ask for
    /// have no effect.
    #[must_use]
    pub fn named(name: &str, care: Care, run: RunWith) -> Option<Self> {
        match name {
            "ec2" => Some(Self::Ec2(Ec2 { care, run })),
            "fargate" => Some(Self::Fargate(Fargate::default())),
            _ => None,
        }
    }

    /// The same way with so many tasks of each service, where it is on Fargate.
    #[must_use]
    pub fn with_tasks(self, tasks: u32) -> Self {
        match self {
            Self::Fargate(_) => Self::Fargate(Fargate { tasks }),
            other => other,
        }
    }

    /// How many copies of a service run, when nothing fails.
    #[must_use]
    pub fn replicas(self, app: &App, service: &str) -> u32 {
        match self {
            Self::Ec2(_) => app.replicas(service),
            Self::Fargate(fargate) => fargate.tasks_of(app, service),
        }
    }

    /// The services that have one copy although the way gives others several.
    #[must_use]
    pub fn alone(self, app: &App) -> Vec<String> {
        match self {
            Self::Ec2(_) => Vec::new(),
            Self::Fargate(fargate) => fargate.alone(app),
        }
    }

    /// The strategy's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ec2(_) => "ec2",
            Self::Fargate(_) => "fargate",
        }
    }

    /// The strategy.
    #[must_use]
    pub fn strategy(self) -> Box<dyn Strategy> {
        match self {
            Self::Ec2(ec2) => Box::new(ec2),
            Self::Fargate(fargate) => Box::new(fargate),
        }
    }

    /// Tells whether there is a machine on which somebody logs in.
    #[must_use]
    pub fn has_machine(self) -> bool {
        match self {
            Self::Ec2(_) => true,
            Self::Fargate(_) => false,
        }
    }

    /// Tells whether containers run on Fargate.
    #[must_use]
    pub fn on_fargate(self) -> bool {
        matches!(self, Self::Fargate(_))
    }

    /// Tells whether Docker Compose reads the application's files on the machine.
    #[must_use]
    pub fn composes(self) -> bool {
        matches!(self, Self::Ec2(ec2) if ec2.run == RunWith::Compose)
    }

    /// Tells whether containers are started with one `docker run` each.
    #[must_use]
    pub fn runs_by_hand(self) -> bool {
        matches!(self, Self::Ec2(ec2) if ec2.run == RunWith::Docker)
    }

    /// Tells whether it is the careful way of the self-managed strategy.
    #[must_use]
    pub fn careful(self) -> bool {
        matches!(self, Self::Ec2(ec2) if ec2.care == Care::Careful)
    }
}
