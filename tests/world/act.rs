//! What may be asked of a world, drawn at random.

use std::time::Duration;

use proptest::prelude::{Just, any, prop, prop_oneof};
use proptest::strategy::Strategy as Draw;

use crate::store::{Store, store};

/// Which one of those that exist; past the last one it is one that does not exist.
pub(crate) type Which = u8;

/// What an image does, by its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Image {
    /// It serves.
    Good,
    /// It ends with 1 at once.
    Crashing,
    /// It ends with 0 after some minutes.
    Ending,
    /// It does not exist.
    Missing,
}

/// What a task definition has besides its image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    pub(crate) image: Image,
    pub(crate) checked: bool,
    pub(crate) logged: bool,
    pub(crate) role: Option<Which>,
    /// Its memory fits no size of Fargate.
    pub(crate) impossible: bool,
}

/// Wishes for a service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wishes {
    pub(crate) name: Which,
    pub(crate) definition: Which,
    pub(crate) desired: u32,
    pub(crate) minimum: u32,
    pub(crate) maximum: u32,
    /// Whether the circuit breaker is on, and whether it rolls back.
    pub(crate) breaker: (bool, bool),
    pub(crate) group: Option<Which>,
    pub(crate) grace: Option<u32>,
    pub(crate) public: bool,
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    CreateCluster(Which),
    DeleteCluster(Which),
    Register(Definition),
    Deregister(Which),
    CreateService(Wishes),
    UpdateService(Wishes),
    Redeploy(Which),
    DeleteService(Which, bool),
    RunTask(Which, u32),
    StopTask(Which),
    CreateRole(Which, bool),
    DeleteRole(Which),
    AttachPolicy(Which),
    DetachPolicy(Which),
    CreateLogGroup(Which),
    DeleteLogGroup(Which),
    CreateBalancer(Which, Option<Which>),
    DeleteBalancer(Which),
    CreateGroup(Which, bool),
    DeleteGroup(Which),
    CreateListener(Which, Which, u16),
    DeleteListener(Which),
    RegisterTarget(Which, Which),
    DeregisterTarget(Which, Which),
    RunInstances(u32, Option<Which>),
    StartInstance(Which),
    StopInstance(Which),
    RebootInstance(Which),
    TerminateInstance(Which),
    AllocateAddress,
    AssociateAddress(Which, Which),
    DisassociateAddress(Which),
    ReleaseAddress(Which),
    CreateSecurityGroup(Which),
    Authorize(Which, u16),
    DeleteSecurityGroup(Which),
    CreateSnapshot(Which),
    DeleteSnapshot(Which),
    DeleteVolume(Which),
    Store(Store),
    /// A fault of this number strikes, for this many seconds where it lasts.
    Strike(u8, u16),
}

fn image() -> impl Draw<Value = Image> {
    prop_oneof![
        5 => Just(Image::Good),
        2 => Just(Image::Crashing),
        1 => Just(Image::Ending),
        1 => Just(Image::Missing),
    ]
}

fn definition() -> impl Draw<Value = Definition> {
    let odd = prop::bool::weighted(0.1);
    (
        image(),
        any::<bool>(),
        any::<bool>(),
        prop::option::of(0..3_u8),
        odd,
    )
        .prop_map(|(image, checked, logged, role, impossible)| Definition {
            image,
            checked,
            logged,
            role,
            impossible,
        })
}

fn wishes() -> impl Draw<Value = Wishes> {
    let breaker = prop_oneof![
        3 => Just((true, true)),
        1 => Just((true, false)),
        1 => Just((false, false)),
    ];
    let percents = prop_oneof![
        3 => Just((100, 200)),
        1 => Just((50, 100)),
        1 => Just((0, 100)),
        2 => (0..=100_u32, 100..=200_u32),
    ];
    (
        (0..3_u8, 0..6_u8, 0..6_u32, percents),
        breaker,
        prop::option::weighted(0.3, 0..3_u8),
        prop::option::weighted(0.5, 0..400_u32),
        prop::bool::weighted(0.9),
    )
        .prop_map(
            |((name, definition, desired, (minimum, maximum)), breaker, group, grace, public)| {
                Wishes {
                    name,
                    definition,
                    desired,
                    minimum,
                    maximum,
                    breaker,
                    group,
                    grace,
                    public,
                }
            },
        )
}

fn act() -> impl Draw<Value = Act> {
    let which = || 0..4_u8;
    let containers = prop_oneof![
        2 => which().prop_map(Act::CreateCluster),
        1 => which().prop_map(Act::DeleteCluster),
        6 => definition().prop_map(Act::Register),
        1 => which().prop_map(Act::Deregister),
        8 => wishes().prop_map(Act::CreateService),
        8 => wishes().prop_map(Act::UpdateService),
        2 => which().prop_map(Act::Redeploy),
        2 => (which(), any::<bool>()).prop_map(|(n, force)| Act::DeleteService(n, force)),
        2 => (which(), 1..4_u32).prop_map(|(n, count)| Act::RunTask(n, count)),
        3 => (0..12_u8).prop_map(Act::StopTask),
    ];
    let around = prop_oneof![
        2 => (which(), any::<bool>()).prop_map(|(n, right)| Act::CreateRole(n, right)),
        1 => which().prop_map(Act::DeleteRole),
        2 => which().prop_map(Act::AttachPolicy),
        1 => which().prop_map(Act::DetachPolicy),
        2 => which().prop_map(Act::CreateLogGroup),
        1 => which().prop_map(Act::DeleteLogGroup),
        3 => (which(), prop::option::of(which())).prop_map(|(n, g)| Act::CreateBalancer(n, g)),
        1 => which().prop_map(Act::DeleteBalancer),
        3 => (which(), any::<bool>()).prop_map(|(n, ip)| Act::CreateGroup(n, ip)),
        1 => which().prop_map(Act::DeleteGroup),
        3 => (which(), which(), 80..83_u16).prop_map(|(b, g, port)| Act::CreateListener(b, g, port)),
        1 => which().prop_map(Act::DeleteListener),
        1 => (which(), which()).prop_map(|(g, i)| Act::RegisterTarget(g, i)),
        1 => (which(), which()).prop_map(|(g, i)| Act::DeregisterTarget(g, i)),
    ];
    let machines = prop_oneof![
        3 => (1..3_u32, prop::option::of(which())).prop_map(|(n, g)| Act::RunInstances(n, g)),
        1 => which().prop_map(Act::StartInstance),
        1 => which().prop_map(Act::StopInstance),
        1 => which().prop_map(Act::RebootInstance),
        1 => which().prop_map(Act::TerminateInstance),
        1 => Just(Act::AllocateAddress),
        1 => (which(), which()).prop_map(|(a, i)| Act::AssociateAddress(a, i)),
        1 => which().prop_map(Act::DisassociateAddress),
        1 => which().prop_map(Act::ReleaseAddress),
        2 => which().prop_map(Act::CreateSecurityGroup),
        1 => (which(), 79..9_000_u16).prop_map(|(g, port)| Act::Authorize(g, port)),
        1 => which().prop_map(Act::DeleteSecurityGroup),
        1 => which().prop_map(Act::CreateSnapshot),
        1 => which().prop_map(Act::DeleteSnapshot),
        1 => which().prop_map(Act::DeleteVolume),
    ];
    prop_oneof![
        4 => containers,
        3 => around,
        2 => machines,
        1 => store().prop_map(Act::Store),
        1 => (any::<u8>(), 1..1_800_u16).prop_map(|(fault, lasts)| Act::Strike(fault, lasts)),
    ]
}

/// Time before a request: at once, within an answer's time, in the middle of things, or when all is calm again.
fn pause() -> impl Draw<Value = Duration> {
    let micros = prop_oneof![
        2 => Just(0),
        2 => 0..3_000_000_u64,
        3 => 0..120_000_000_u64,
        1 => 0..7_200_000_000_u64,
    ];
    micros.prop_map(Duration::from_micros)
}

/// Requests with the time before each. They begin with what most others need, so that many of them are accepted.
pub(crate) fn acts(count: std::ops::Range<usize>) -> impl Draw<Value = Vec<(Duration, Act)>> {
    let good = Definition {
        image: Image::Good,
        checked: false,
        logged: false,
        role: None,
        impossible: false,
    };
    let bad = Definition {
        image: Image::Crashing,
        ..good
    };
    let service = Wishes {
        name: 0,
        definition: 0,
        desired: 2,
        minimum: 100,
        maximum: 200,
        breaker: (true, true),
        group: None,
        grace: None,
        public: true,
    };
    let first = vec![
        (Duration::from_secs(1), Act::CreateCluster(0)),
        (Duration::from_secs(1), Act::Register(good)),
        (Duration::from_secs(1), Act::CreateSecurityGroup(0)),
        (Duration::from_secs(1), Act::Authorize(0, 8_080)),
        (Duration::from_secs(1), Act::CreateBalancer(0, Some(0))),
        (Duration::from_secs(1), Act::CreateGroup(0, true)),
        (Duration::from_secs(1), Act::CreateListener(0, 0, 80)),
        (Duration::from_secs(1), Act::Register(bad)),
        (Duration::from_secs(1), Act::CreateService(service)),
        (Duration::from_secs(240), Act::CreateLogGroup(0)),
    ];
    let then = prop::collection::vec((pause(), act()), count);
    (prop::bool::weighted(0.8), then).prop_map(move |(prepared, then)| {
        let first = if prepared { first.clone() } else { Vec::new() };
        first.into_iter().chain(then).collect()
    })
}
