//! What is known of every operation besides its shapes: whether it can be repeated, to what IAM can hold it, how long its
//! answer takes, and what it is about. Each stands in the operation's one row in `core/src/aws/mod.rs`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::LazyLock;

use super::secret::SecretString;
use crate::time::Timestamp;

/// What is known of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The service and the operation, such as `ec2:RunInstances`.
    pub name: &'static str,
    /// What sending it again does.
    pub repeat: Repeat,
    /// The statements of a policy in which its action stands; none for what is no operation of AWS.
    pub scopes: &'static [Scope],
    /// What its answer takes.
    pub latency: Latency,
    /// What IAM asks besides the operation's own action.
    pub besides: &'static [Beside],
}

/// What sending an operation again does, when nobody knows whether it arrived the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: it only reads.
    Read,
    /// No more than sending it once.
    Same,
    /// No more than sending it once, when its token is given.
    Token,
    /// Something that nobody asked for: a second resource, or a refusal because the first one worked.
    Once,
}

/// What a statement of a policy can hold its actions to.
///
/// Which of AWS's actions take a resource or a tag is said by the Service Authorization Reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Reads of lists and states: AWS takes no resource for most, and they show no content.
    Look,
    /// What AWS takes no resource for although it changes something.
    Wide,
    /// By name: reads of content, changes, removal.
    Named,
    /// By name, and with the tag in the request.
    NamedNew,
    /// With the tag in the request: the ARN holds an id that is not known before.
    TaggedNew,
    /// With the tag in the request: AWS takes no resource.
    TaggedWide,
    /// What carries the tag.
    Tagged,
    /// What a launch and an address touch that nobody tags.
    Untagged,
    /// Tags for what EC2 makes in the same call.
    Ec2Tags,
    /// Tags for what EFS makes in the same call.
    EfsTags,
    /// The network interfaces of mount targets.
    Interfaces,
    /// The managed policies that the recipes attach, and no other, for the application's roles.
    Attach,
    /// The application's roles, to tasks and machines and nothing else.
    Pass,
    /// The linked roles that AWS makes at the first use of a service.
    LinkedRole,
}

/// Which of the model's rows says how long an answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// A read.
    Read,
    /// A change.
    Write,
    /// A change in IAM.
    IamWrite,
    /// `ec2:RunInstances`.
    RunInstances,
    /// `ecs:RegisterTaskDefinition`.
    RegisterTaskDefinition,
    /// `elbv2:CreateLoadBalancer`.
    CreateLoadBalancer,
    /// No operation of AWS: a round trip between a person and a machine.
    RoundTrip,
}

/// What IAM asks besides an operation's own action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The action that is asked when tags are given at a creation.
    Tags(&'static str),
    /// `iam:PassRole`: it hands a role to this service.
    PassRole(&'static str),
    /// `iam:CreateServiceLinkedRole` at the first use, for this service.
    FirstUse(&'static str),
    /// An action of another operation, in the caller's name, and where it stands.
    Action(&'static str, Scope),
}

impl Facts {
    /// What is known of an operation by its name; none when it is not modelled.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Self> {
        static BY_NAME: LazyLock<BTreeMap<&str, &Facts>> =
            LazyLock::new(|| super::FACTS.iter().map(|f| (f.name, *f)).collect());
        BY_NAME.get(name).copied()
    }

    /// Tells whether the operation only reads.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.repeat == Repeat::Read
    }
}

/// Tells whether an operation, by its name, is modelled and only reads.
#[must_use]
pub fn is_read(name: &str) -> bool {
    Facts::of(name).is_some_and(Facts::is_read)
}

/// A member that can say in a few words what a request is about.
pub(super) trait Subject {
    /// The words; none when the member is not given.
    fn words(&self) -> Option<String>;
}

impl Subject for String {
    fn words(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.clone())
    }
}

impl Subject for Option<String> {
    fn words(&self) -> Option<String> {
        self.clone()
    }
}

impl Subject for Vec<String> {
    fn words(&self) -> Option<String> {
        (!self.is_empty()).then(|| serde_json::to_string(self).unwrap_or_default())
    }
}

/// A value that may hold secrets somewhere.
pub(super) trait Mask {
    /// Whether there can be one in it.
    const SECRET: bool = false;

    /// Puts `***` in the place of every secret in it.
    fn mask(&mut self) {}
}

impl Mask for SecretString {
    const SECRET: bool = true;

    fn mask(&mut self) {
        self.hide();
    }
}

impl<T: Mask> Mask for Vec<T> {
    const SECRET: bool = T::SECRET;

    fn mask(&mut self) {
        self.iter_mut().for_each(Mask::mask);
    }
}

impl<T: Mask> Mask for Option<T> {
    const SECRET: bool = T::SECRET;

    fn mask(&mut self) {
        self.iter_mut().for_each(Mask::mask);
    }
}

impl<T: Mask> Mask for BTreeMap<String, T> {
    const SECRET: bool = T::SECRET;

    fn mask(&mut self) {
        self.values_mut().for_each(Mask::mask);
    }
}

impl<T: Mask> Mask for Box<T> {
    const SECRET: bool = T::SECRET;

    fn mask(&mut self) {
        (**self).mask();
    }
}

/// Values in which nothing can be secret.
macro_rules! open {
    ($($ty:ty),*) => { $( impl Mask for $ty {} )* };
}
open!(
    String,
    bool,
    u16,
    u32,
    u64,
    i32,
    i64,
    f64,
    Ipv4Addr,
    Timestamp,
    super::Empty,
    super::efs::PosixUser,
    super::efs::CreationInfo
);
