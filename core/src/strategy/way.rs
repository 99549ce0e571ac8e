//! A strategy with its settings.

use serde::{Deserialize, Serialize};

use super::fargate::Recipe;
use super::{
    App, Asg, Care, Ec2, EcsEc2, Express, Fargate, Follower, HostNeed, RunWith, Strategy,
    architecture, asg, host_need, instance_for,
};
use crate::facts::InstanceType;

/// A way to deploy: a strategy, and how it is carried out.
///
/// Serde writes the strategy's name as `strategy`, with its settings beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "strategy", rename_all = "kebab-case")]
pub enum Way {
    /// Self-managed, with its care and its way to start containers.
    Ec2(Ec2),
    /// Self-managed, with instances that replace themselves.
    #[serde(rename = "ec2-asg")]
    Asg(Asg),
    /// Managed.
    Fargate(Fargate),
    /// Managed, on instances of the account's own.
    EcsEc2(EcsEc2),
    /// Managed, one container, by Express Mode.
    Express(Express),
}

/// Why the number of a way's tasks cannot follow a metric up to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRange {
    /// The way has no service auto scaling.
    NoAutoScaling,
    /// It begins with so many tasks, which are more (`RegisterScalableTarget`: the minimum may not be above the maximum).
    FewerThanAtFirst {
        /// The tasks that it begins with.
        tasks: u32,
    },
}

impl Way {
    /// Every way in which each strategy can be carried out that takes whole applications, with one and with several tasks on Fargate, in
    /// the order in which strategies are compared. Express Mode takes one container only and is not among them.
    pub const ALL: [Self; 8] = [
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
        Self::Asg(Asg { instances: 2 }),
        Self::Fargate(Fargate::of(1)),
        Self::Fargate(Fargate::of(2)),
        Self::EcsEc2(EcsEc2::of(1)),
    ];

    /// Finds a way by its strategy's name; none when no strategy has it. Settings that the strategy does not ask for
    /// have no effect.
    #[must_use]
    pub fn named(name: &str, care: Care, run: RunWith) -> Option<Self> {
        match name {
            "ec2" => Some(Self::Ec2(Ec2 { care, run })),
            "ec2-asg" => Some(Self::Asg(Asg::default())),
            "fargate" => Some(Self::Fargate(Fargate::default())),
            "ecs-ec2" => Some(Self::EcsEc2(EcsEc2::default())),
            "express" => Some(Self::Express(Express::default())),
            _ => None,
        }
    }

    /// The same way with so many tasks of each service, where it is on ECS.
    #[must_use]
    pub fn with_tasks(self, tasks: u32) -> Self {
        match self {
            Self::Fargate(way) => Self::Fargate(Fargate { tasks, ..way }),
            Self::EcsEc2(way) => Self::EcsEc2(EcsEc2 { tasks, ..way }),
            Self::Express(way) => Self::Express(Express { tasks, ..way }),
            other => other,
        }
    }

    /// The same way with tasks of public services that follow the load of their processors, up to so many.
    ///
    /// # Errors
    /// The way has no service auto scaling, or begins with more tasks than that.
    pub fn with_max_tasks(self, most: u32) -> Result<Self, NoRange> {
        let max_tasks = Some(most);
        let (tasks, way) = match self {
            Self::Fargate(way) => (way.tasks, Self::Fargate(Fargate { max_tasks, ..way })),
            Self::EcsEc2(way) => (way.tasks, Self::EcsEc2(EcsEc2 { max_tasks, ..way })),
            Self::Express(way) => (
                way.tasks,
                Self::Express(Express {
                    max_tasks: most,
                    ..way
                }),
            ),
            Self::Ec2(_) | Self::Asg(_) => return Err(NoRange::NoAutoScaling),
        };
        if most < tasks {
            return Err(NoRange::FewerThanAtFirst { tasks });
        }
        Ok(way)
    }

    /// How many tasks a service may come to by itself; none where their number stays.
    #[must_use]
    pub fn most_tasks(self, app: &App, service: &str) -> Option<u32> {
        let mut followers = self.followers(app).into_iter();
        let follower = followers.find(|follower| follower.service == service);
        follower.map(|follower| follower.most)
    }

    /// The services whose tasks follow a metric.
    #[must_use]
    pub fn followers(self, app: &App) -> Vec<Follower> {
        match self {
            Self::Ec2(_) | Self::Asg(_) => Vec::new(),
            Self::Fargate(fargate) => Recipe::from(fargate).followers(app),
            Self::EcsEc2(own) => Recipe::from(own).followers(app),
            Self::Express(express) => Recipe::from(express).followers(app),
        }
    }

    /// How many copies of a service run, when nothing fails.
    #[must_use]
    pub fn replicas(self, app: &App, service: &str) -> u32 {
        match self {
            Self::Ec2(_) => app.replicas(service),
            Self::Asg(asg) => asg.copies_of(app, service),
            Self::Fargate(fargate) => Recipe::from(fargate).tasks_of(app, service),
            Self::EcsEc2(own) => Recipe::from(own).tasks_of(app, service),
            Self::Express(express) => Recipe::from(express).tasks_of(app, service),
        }
    }

    /// The services that have one copy although the way gives others several.
    #[must_use]
    pub fn alone(self, app: &App) -> Vec<String> {
        match self {
            Self::Ec2(_) => Vec::new(),
            Self::Asg(asg) => asg.alone(app),
            Self::Fargate(fargate) => Recipe::from(fargate).alone(app),
            Self::EcsEc2(own) => Recipe::from(own).alone(app),
            Self::Express(express) => Recipe::from(express).alone(app),
        }
    }

    /// The strategy's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ec2(_) => "ec2",
            Self::Asg(_) => "ec2-asg",
            Self::Fargate(_) => "fargate",
            Self::EcsEc2(_) => "ecs-ec2",
            Self::Express(_) => "express",
        }
    }

    /// The strategy.
    #[must_use]
    pub fn strategy(self) -> Box<dyn Strategy> {
        match self {
            Self::Ec2(ec2) => Box::new(ec2),
            Self::Asg(asg) => Box::new(asg),
            Self::Fargate(fargate) => Box::new(Recipe::from(fargate)),
            Self::EcsEc2(own) => Box::new(Recipe::from(own)),
            Self::Express(express) => Box::new(express),
        }
    }

    /// Tells whether there is a machine on which somebody logs in.
    #[must_use]
    pub fn has_machine(self) -> bool {
        match self {
            Self::Ec2(_) | Self::Asg(_) => true,
            Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// Tells whether what users call stands behind a load balancer, which asks it whether it is well.
    #[must_use]
    pub fn has_balancer(self) -> bool {
        match self {
            Self::Ec2(_) => false,
            Self::Asg(_) | Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => true,
        }
    }

    /// Tells whether every published port is opened to the whole internet, as a first tutorial does.
    #[must_use]
    pub fn opens_all(self) -> bool {
        match self {
            Self::Ec2(ec2) => ec2.care == Care::Naive,
            Self::Asg(_) | Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// Tells whether what keeps data runs on one machine beside those that can be replaced.
    #[must_use]
    pub fn has_data_host(self) -> bool {
        match self {
            Self::Asg(_) => true,
            Self::Ec2(_) | Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// Tells whether containers run in ECS's tasks.
    #[must_use]
    pub fn in_tasks(self) -> bool {
        matches!(self, Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_))
    }

    /// Tells whether those tasks run on instances of the account's own.
    #[must_use]
    pub fn on_instances(self) -> bool {
        matches!(self, Self::EcsEc2(_))
    }

    /// Tells whether Docker Compose reads the application's files on the machine.
    #[must_use]
    pub fn composes(self) -> bool {
        match self {
            Self::Ec2(ec2) => ec2.run == RunWith::Compose,
            Self::Asg(_) => true,
            Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// Tells whether containers are started with one `docker run` each.
    #[must_use]
    pub fn runs_by_hand(self) -> bool {
        matches!(self, Self::Ec2(ec2) if ec2.run == RunWith::Docker)
    }

    /// Tells whether containers get what experience adds on a machine: restart policies, start periods, small logs.
    #[must_use]
    pub fn careful(self) -> bool {
        match self {
            Self::Ec2(ec2) => ec2.care == Care::Careful,
            Self::Asg(_) => true,
            Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// Tells whether one machine holds the whole application, so that what grows needs a larger one.
    #[must_use]
    pub fn on_one_machine(self) -> bool {
        match self {
            Self::Ec2(_) => true,
            Self::Asg(_) | Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => false,
        }
    }

    /// What a machine must have to hold what it runs; none where nothing runs on machines of one's own.
    #[must_use]
    pub fn machine_need(self, app: &App) -> Option<HostNeed> {
        match self {
            Self::Ec2(_) => Some(host_need(app, self.careful())),
            Self::Asg(_) => Some(asg::need(app)),
            Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => None,
        }
    }

    /// The instance type of such a machine; none where no listed type is large enough, or there is no machine.
    #[must_use]
    pub fn instance_type(self, app: &App) -> Option<&'static InstanceType> {
        match self {
            Self::Ec2(_) => instance_for(self.machine_need(app)?, architecture::machine(app)),
            Self::Asg(_) => asg::instance_type(app),
            Self::Fargate(_) | Self::EcsEc2(_) | Self::Express(_) => None,
        }
    }
}
