//! AWS Systems Manager: the public parameters that name machine images.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "PascalCase";
    GetParameter { name: String }
    GetParameterOutput { parameter: Parameter }
    Parameter { name: String, r#type: String, value: String, version: u64 }
}
