//! The words of recipes: their steps, what they wait for, and what stops them before they begin.
//!
//! Each is a closed set, so that the compiler names the places that have to know a new one; its key stands in JSON, in
//! logs and in the catalogues, which are held to `ALL`.

mod obstacle;
mod step;
mod wait;

pub use obstacle::Obstacle;
pub use step::{Stage, Step};
pub use wait::Wait;

/// An enum whose variants have a key each: in serde, in [`Display`](std::fmt::Display), and for the catalogues.
macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident: $key:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $key)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its key in the catalogues, and its name in JSON.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            /// Finds one by its key.
            #[must_use]
            pub fn named(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.key() == key)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.key())
            }
        }
    };
}
pub(crate) use keyed;
