//! Names of rows: an enum in the code for each key in a JSON file.

use std::fmt::Debug;

/// The name of a row of one table.
pub trait Name: Copy + Debug + 'static {
    /// All names, in the order of the file.
    const ALL: &'static [Self];

    /// The key in the file.
    fn key(self) -> &'static str;

    /// The place in [`Name::ALL`].
    fn index(self) -> usize;
}

/// Declares a table's names with their keys.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $( $(#[$variant_doc:meta])* $variant:ident = $key:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$variant_doc])* $variant, )* }

        impl $name {
            /// The key in the model's file.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$variant => $key, )* }
            }
        }

        impl $crate::model::Name for $name {
            const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            fn key(self) -> &'static str {
                Self::key(self)
            }

            fn index(self) -> usize {
                self as usize
            }
        }

        impl From<$name> for $crate::random::Key {
            fn from(name: $name) -> Self {
                const KEYS: &[$crate::random::Key] = &[ $( $crate::random::Key::of($key), )* ];
                KEYS[name as usize]
            }
        }
    };
}
pub(super) use names;
