//! AWS Systems Manager: the public parameters that name machine images.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "PascalCase";
    /// `with_decryption` decrypts a `SecureString`; AWS ignores it for a `String`, and all parameters here are such.
    GetParameter { name: String, with_decryption: bool }
    GetParameterOutput { parameter: Parameter }
    /// What is not there is named in the answer.
    GetParameters { names: Vec<String>, with_decryption: bool }
    GetParametersOutput { parameters: Vec<Parameter>, invalid_parameters: Vec<String> }
    GetParametersByPath { path: String, recursive: bool, with_decryption: bool, max_results: Option<u32>, next_token: Option<String> }
    GetParametersByPathOutput { parameters: Vec<Parameter>, next_token: Option<String> }
    Parameter { name: String, r#type: String, value: String, version: u64 }
}
