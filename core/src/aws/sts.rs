//! AWS Security Token Service: who is calling.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "PascalCase";
    GetCallerIdentity {}
    GetCallerIdentityOutput { user_id: String, account: String, arn: String }
}
