//! Results of scenarios as JUnit XML, which continuous integration systems read.

use std::io::Error;
use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::command::Tested;
use crate::file::Target;

/// Writes the results into a file; what stood there stays until they are whole.
///
/// # Errors
/// Of the file system.
pub fn write(path: &Path, tested: &[Tested]) -> Result<(), Error> {
    let text = report(tested).to_string().map_err(Error::other)?;
    Target::open(path)?.write(&text)
}

/// A suite a scenario, a case an expectation of a lane. There are no times in it: those of a computer say nothing of
/// simulated ones, and two runs write the same bytes.
fn report(tested: &[Tested]) -> Report {
    let mut report = Report::new("paperboat");
    for t in tested {
        let mut suite = TestSuite::new(t.scenario.as_str());
        for case in &t.cases {
            let status = if case.met {
                TestCaseStatus::success()
            } else {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(case.said.as_str());
                status.set_type("expectation");
                status
            };
            let mut one = TestCase::new(case.expected.as_str(), status);
            one.set_classname(format!("{}.{}", t.app, case.lane));
            suite.add_test_case(one);
        }
        report.add_test_suite(suite);
    }
    report
}
