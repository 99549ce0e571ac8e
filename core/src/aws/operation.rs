//! What an operation is, and the macro that makes enums and typed views of the list of operations.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Reply, Request};

/// One operation: a request struct that knows its name and its reply.
pub trait Operation: Into<Request> + Clone + Send + Sync {
    /// The reply's shape.
    type Output: Clone + Send + Serialize + DeserializeOwned;
    /// The service and the operation, such as `ec2:RunInstances`.
    const NAME: &'static str;
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
        )*
    };
}
pub(super) use words;

macro_rules! operations {
    ($( $(#[$doc:meta])* $view:ident in $service:ident { $( $method:ident : $op:ident -> $out:ident, )* } )*) => {
        /// Any request, for any service.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(untagged)]
        #[allow(missing_docs)]
        pub enum Request { $( $( $op($service::$op), )* )* }

        /// Any reply, from any service.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Reply { $( $( $op(operations!(@out $service $out)), )* )* }

        impl Request {
            /// The service and the operation, such as `ec2:RunInstances`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $( $( Self::$op(_) => concat!(stringify!($service), ":", stringify!($op)), )* )* }
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
                        serde_json::from_value::<$service::$op>(members).map(Self::$op), )* )*
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

        /// The names of all operations, in the order of this file.
        pub const OPERATIONS: &[&str] = &[ $( $( concat!(stringify!($service), ":", stringify!($op)), )* )* ];

        $(
            $(
                impl From<$service::$op> for Request { fn from(op: $service::$op) -> Self { Self::$op(op) } }
                impl Operation for $service::$op {
                    type Output = operations!(@out $service $out);
                    const NAME: &'static str = concat!(stringify!($service), ":", stringify!($op));
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
}
pub(super) use operations;

/// Tells whether an operation only reads.
#[must_use]
pub fn is_read(name: &str) -> bool {
    let operation = name.split_once(':').map_or(name, |(_, op)| op);
    ["Describe", "Get", "List", "Filter", "HttpGet"]
        .iter()
        .any(|p| operation.starts_with(p))
}
