//! AWS Systems Manager: the public parameters that name machine images.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "PascalCase";
    /// `with_decryption` decrypts a `SecureString`; AWS ignores it for a `String`, and all parameters here are such.
    GetParameter { name: String, with_decryption: bool }
    GetParameterOutput { parameter: Parameter }
    Parameter { name: String, r#type: String, value: String, version: u64 }
}
