//! What must be settled before an account is touched: the cost, the end, the account's id.

use std::io::IsTerminal;
use std::time::Duration;

use paperboat_backends::WallClock;
use paperboat_core::cloud::Clock as _;
use paperboat_core::money::Usd;
use paperboat_core::strategy::App;
use paperboat_core::time::Timestamp;

use super::ask::ask;
use crate::args::{Deploy, PlaceArgs};
use crate::exit::Exit;
use crate::report::{plan_document, usd};
use crate::ui::Ui;
use paperboat_rehearsal::Rehearsal;

/// The most that a deployment may cost an hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget(pub Usd);

impl Budget {
    /// Refuses a plan that costs more.
    ///
    /// # Errors
    /// The exit code, after it was said why.
    pub fn admit(self, ui: &Ui, plan: &Rehearsal) -> Result<(), Exit> {
        let hourly: Usd = plan.hourly.values().copied().sum();
        if hourly <= self.0 {
            return Ok(());
        }
        let said = [("hour", usd(hourly)), ("budget", usd(self.0))];
        let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
        Err(ui.fail(Exit::Usage, "budget-exceeded", &said))
    }
}

/// When everything may be removed, as the value of the tag `paperboat:expires` (RFC 3339, in UTC).
#[must_use]
pub fn expiry(after: Duration) -> String {
    let at = (WallClock.now() + after).since(Timestamp::ZERO);
    let at = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

/// Shows the plan, and has the account's id typed; nothing has been sent to the account before.
///
/// # Errors
/// The exit code, after it was said what is missing.
pub fn confirm(
    ui: &Ui,
    app: &App,
    plan: &Rehearsal,
    expires: &str,
    args: &Deploy,
) -> Result<String, Exit> {
    let budget = Budget(Usd::from_nanos((args.limits.budget * 1e9) as i64));
    budget.admit(ui, plan)?;
    account(ui, &args.place, || {
        ui.err(&plan_document(ui, app, plan, &[]).plain());
        let said = [("expires", expires), ("budget", &usd(budget.0))];
        ui.err(&ui.text.with("account-warning", &said));
    })
}

/// Has the account's id typed, unless `--account ID --yes` says it; `warn` tells the person before what it is for.
///
/// # Errors
/// The exit code, after it was said what is missing.
pub fn account(ui: &Ui, args: &PlaceArgs, warn: impl FnOnce()) -> Result<String, Exit> {
    if let (Some(account), true) = (&args.account, args.yes) {
        return account_id(ui, account);
    }
    if !std::io::stdin().is_terminal() {
        return Err(ui.fail(Exit::Usage, "account-not-typed", &[]));
    }
    warn();
    let typed = ask(&ui.text.get("account-question"))
        .ok_or_else(|| ui.fail(Exit::Usage, "account-not-typed", &[]))?;
    match &args.account {
        Some(account) if *account != typed => {
            let said = [("given", typed.as_str()), ("account", account)];
            Err(ui.fail(Exit::Usage, "account-differs", &said))
        }
        _ => account_id(ui, &typed),
    }
}

fn account_id(ui: &Ui, typed: &str) -> Result<String, Exit> {
    if paperboat_core::facts::is_account(typed) {
        return Ok(typed.to_owned());
    }
    Err(ui.fail(Exit::Usage, "account-form", &[("given", typed)]))
}
