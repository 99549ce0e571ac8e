//! The ways that are put side by side.

use paperboat_core::strategy::{Asg, Care, Ec2, EcsEc2, Express, Fargate, NoRange, RunWith, Way};

/// The most tasks of a service on the lane whose tasks follow a metric, where nobody says: five times as many as it begins with (own
/// choice; AWS has no default).
const MAX_TASKS: u32 = 10;

/// A way to deploy that can be compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The lane's name, as it is typed and shown.
    pub name: &'static str,
    /// The way.
    pub way: Way,
}

impl Lane {
    /// The lanes that are compared where nobody says which, in the order in which they are shown. Containers on EC2 are started with Compose; a group has two
    /// instances in two zones; on Fargate, services have one task each, or two in two zones.
    pub const ALL: [Self; 5] = [
        Self {
            name: "ec2-naive",
            way: Way::Ec2(Ec2 {
                care: Care::Naive,
                run: RunWith::Compose,
            }),
        },
        Self {
            name: "ec2-careful",
            way: Way::Ec2(Ec2 {
                care: Care::Careful,
                run: RunWith::Compose,
            }),
        },
        Self {
            name: "ec2-asg",
            way: Way::Asg(Asg { instances: 2 }),
        },
        Self {
            name: "fargate",
            way: Way::Fargate(Fargate::of(1)),
        },
        Self {
            name: "fargate-many",
            way: Way::Fargate(Fargate::of(2)),
        },
    ];

    /// Every lane that can be asked for: the usual ones, tasks on Fargate that follow a metric, ECS on instances of one's own,
    /// and Express Mode, which takes one container only.
    pub const KNOWN: [Self; 8] = [
        Self::ALL[0],
        Self::ALL[1],
        Self::ALL[2],
        Self::ALL[3],
        Self::ALL[4],
        Self {
            name: "fargate-scaled",
            way: Way::Fargate(Fargate {
                tasks: 2,
                max_tasks: Some(MAX_TASKS),
            }),
        },
        Self {
            name: "ecs-ec2",
            way: Way::EcsEc2(EcsEc2::of(1)),
        },
        Self {
            name: "express",
            way: Way::Express(Express {
                tasks: 1,
                max_tasks: MAX_TASKS,
            }),
        },
    ];

    /// The same lane, whose tasks follow a metric up to so many.
    ///
    /// # Errors
    /// Their number stays in this lane, or it begins with more.
    pub fn with_max_tasks(self, most: u32) -> Result<Self, NoRange> {
        let follows = match self.way {
            Way::Fargate(way) => way.max_tasks.is_some(),
            Way::EcsEc2(way) => way.max_tasks.is_some(),
            Way::Express(_) => true,
            Way::Ec2(_) | Way::Asg(_) => false,
        };
        if !follows {
            return Err(NoRange::NoAutoScaling);
        }
        let way = self.way.with_max_tasks(most)?;
        Ok(Self { way, ..self })
    }
}
