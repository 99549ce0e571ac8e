//! What an operation is, and the macro that makes enums and typed views of the list of operations.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Reply, Request};

/// One operation: a request struct that knows its name and its reply.
pub trait Operation: Into<Request> + Clone + Send + Sync {
    /// The reply's shape.
    type Output: Clone + Send + Serialize + DeserializeOwned;
    /// The service and the operation, such as `ec2:RunInstances`.
    const NAME: &'static str = Self::FACTS.name;
    /// What is known of it.
    const FACTS: &'static super::Facts;
    /// Takes this operation's reply out of the enum; none when it is another's.
    fn output(reply: Reply) -> Option<Self::Output>;
}

/// Tells whether a member has its default value, which is then left out on the wire.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares request and reply shapes: serde with the service's own member names, all members optional.
macro_rules! shapes {
    ($case:literal; $( $(#[$doc:meta])* $name:ident { $( $(#[$fdoc:meta])* $field:ident : $ty:ty ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(rename_all = $case, default, deny_unknown_fields)]
            pub struct $name {
                $( $(#[$fdoc])* #[serde(skip_serializing_if = "crate::aws::is_default")] pub $field: $ty, )*
            }
            impl crate::aws::facts::Mask for $name {
                const SECRET: bool = $( <$ty as crate::aws::facts::Mask>::SECRET || )* false;
                fn mask(&mut self) { $( self.$field.mask(); )* }
            }
        )*
    };
}
pub(super) use shapes;

/// Declares an enum of AWS's own words; the first is the default.
macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $word:literal ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            pub enum $name { #[default] $( $(#[$vdoc])* #[serde(rename = $word)] $variant, )* }
            impl $name {
                /// AWS's own word.
                #[must_use]
                pub fn word(self) -> &'static str { match self { $( Self::$variant => $word, )* } }
            }
            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
            }
            impl crate::aws::facts::Mask for $name {}
        )*
    };
}
pub(super) use words;

macro_rules! operations {
    ($( $(#[$doc:meta])* $view:ident($calls:ident) in $service:ident { $(
        $method:ident : $op:ident -> $out:ident
            [$repeat:ident $(($token:ident))?; $($scope:ident),*; $latency:ident; $($about:ident),*; $($beside:expr),*],
    )* } )*) => {
        /// Any request, for any service.
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Request { $( $(#[$doc])* $view($calls), )* }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, serde::Serialize)]
            #[serde(untagged)]
            #[allow(missing_docs, clippy::large_enum_variant, reason = "a request lives for one call")]
            pub enum $calls { $( $op($service::$op), )* }

            impl $calls {
                /// What is known of the operation.
                #[must_use]
                pub fn facts(&self) -> &'static Facts {
                    match self { $( Self::$op(_) => $service::$op::FACTS, )* }
                }
            }
        )*

        /// Any reply, from any service.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Reply { $( $( $op(operations!(@out $service $out)), )* )* }

        impl Request {
            /// What is known of the operation.
            #[must_use]
            pub fn facts(&self) -> &'static Facts {
                match self { $( Self::$view(call) => call.facts(), )* }
            }

            /// The service and the operation, such as `ec2:RunInstances`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                self.facts().name
            }

            /// Says in a few words what the request is about; empty when it names nothing.
            #[must_use]
            pub fn about(&self) -> String {
                match self { $( Self::$view(call) => match call { $( $calls::$op(r) => {
                    let members: &[&dyn Subject] = &[$( &r.$about ),*];
                    let _ = r;
                    members.iter().find_map(|m| m.words()).unwrap_or_default()
                } )* }, )* }
            }

            /// Tells whether sending the request again does no more than sending it once.
            #[must_use]
            pub fn repeatable(&self) -> bool {
                match self { $( Self::$view(call) => match call { $( $calls::$op(r) => {
                    let _ = r;
                    operations!(@repeat r $repeat $($token)?)
                } )* }, )* }
            }

            /// The same request with `***` in the place of every secret: what may be shown and kept.
            #[must_use]
            pub fn masked(&self) -> std::borrow::Cow<'_, Self> {
                let secret = match self {
                    $( Self::$view(call) => match call { $( $calls::$op(_) => <$service::$op as Mask>::SECRET, )* }, )*
                };
                if !secret {
                    return std::borrow::Cow::Borrowed(self);
                }
                let mut masked = self.clone();
                match &mut masked { $( Self::$view(call) => match call { $( $calls::$op(r) => r.mask(), )* }, )* }
                std::borrow::Cow::Owned(masked)
            }

            /// Reads a request back from its name and its members.
            ///
            /// # Errors
            /// An unknown name, a member that AWS has and that is not modelled, one that AWS does not have, and values
            /// of another type. Nothing is dropped in silence.
            pub fn read(name: &str, members: serde_json::Value) -> Result<Self, crate::aws::constraint::Misread> {
                use crate::aws::constraint::{Misread, check_members};
                check_members(name, &members)?;
                let read = match name {
                    $( $( concat!(stringify!($service), ":", stringify!($op)) =>
                        serde_json::from_value::<$service::$op>(members).map(Self::from), )* )*
                    _ => return Err(Misread::Operation(name.to_owned())),
                };
                read.map_err(|source| Misread::Type { operation: name.to_owned(), source })
            }
        }

        impl Reply {
            /// The reply's members.
            #[must_use]
            pub fn members(&self) -> serde_json::Value {
                match self { $( $( Self::$op(out) => serde_json::to_value(out).unwrap_or_default(), )* )* }
            }

            /// Writes the reply's members as JSON.
            ///
            /// # Errors
            /// What the writer says.
            pub fn write(&self, writer: impl std::io::Write) -> serde_json::Result<()> {
                match self { $( $( Self::$op(out) => serde_json::to_writer(writer, out), )* )* }
            }

            /// The same reply with `***` in the place of every secret: what may be shown and kept.
            #[must_use]
            pub fn masked(mut self) -> Self {
                match &mut self { $( $( Self::$op(out) => out.mask(), )* )* }
                self
            }
        }

        /// Every operation and its service, with what finds the members of its input.
        #[cfg(test)]
        fn traced() -> Vec<(&'static str, &'static str, fn(&mut constraint::Shapes))> {
            vec![$( $( (
                concat!(stringify!($service), ":", stringify!($op)),
                stringify!($service),
                constraint::shapes::<$service::$op> as fn(&mut constraint::Shapes),
            ), )* )*]
        }

        /// What is known of all operations, in the order of this file.
        pub const FACTS: &[&Facts] = &[ $( $( $service::$op::FACTS, )* )* ];

        /// The names of all operations, in the order of this file.
        pub const OPERATIONS: &[&str] = &[ $( $( $service::$op::FACTS.name, )* )* ];

        $(
            $(
                impl From<$service::$op> for Request {
                    fn from(op: $service::$op) -> Self { Self::$view($calls::$op(op)) }
                }
                impl Operation for $service::$op {
                    type Output = operations!(@out $service $out);
                    const FACTS: &'static Facts = &Facts {
                        name: concat!(stringify!($service), ":", stringify!($op)),
                        repeat: Repeat::$repeat,
                        scopes: &[$( Scope::$scope ),*],
                        latency: Latency::$latency,
                        besides: { #[allow(unused_imports)] use self::{Beside::*, Scope::*}; &[$( $beside ),*] },
                    };
                    fn output(reply: Reply) -> Option<Self::Output> {
                        match reply { Reply::$op(out) => Some(out), _ => None }
                    }
                }
            )*
            $(#[$doc])*
            pub trait $view: crate::cloud::Cloud {
                $(
                    #[doc = concat!("Calls `", stringify!($service), ":", stringify!($op), "`.")]
                    fn $method(&self, input: $service::$op)
                        -> impl Future<Output = Result<operations!(@out $service $out), crate::error::CloudError>> + Send
                    { crate::cloud::send(self, input) }
                )*
            }
            impl<C: crate::cloud::Cloud + ?Sized> $view for C {}
        )*
    };
    (@out $service:ident Empty) => { $crate::aws::Empty };
    (@out $service:ident $out:ident) => { $service::$out };
    (@repeat $request:ident Token $token:ident) => { !is_default(&$request.$token) };
    (@repeat $request:ident Once) => { false };
    (@repeat $request:ident Read) => { true };
    (@repeat $request:ident Same) => { true };
}
pub(super) use operations;
