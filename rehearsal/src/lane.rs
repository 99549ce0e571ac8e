//! The ways that are put side by side.

use paperboat_core::strategy::{Asg, Care, Ec2, EcsEc2, Fargate, RunWith, Way};

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
            way: Way::Fargate(Fargate { tasks: 1 }),
        },
        Self {
            name: "fargate-many",
            way: Way::Fargate(Fargate { tasks: 2 }),
        },
    ];

    /// Every lane that can be asked for: the usual ones, and ECS on instances of one's own.
    pub const KNOWN: [Self; 6] = [
        Self::ALL[0],
        Self::ALL[1],
        Self::ALL[2],
        Self::ALL[3],
        Self::ALL[4],
        Self {
            name: "ecs-ec2",
            way: Way::EcsEc2(EcsEc2 { tasks: 1 }),
        },
    ];
}
