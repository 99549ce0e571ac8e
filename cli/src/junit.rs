//! Results of scenarios as JUnit XML, which continuous integration systems read.

use std::io::{Error, Write};
use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use tempfile::NamedTempFile;

use crate::command::Tested;

/// Writes the results into a file; what stood there stays until they are whole.
///
/// # Errors
/// Of the file system.
pub fn write(path: &Path, tested: &[Tested]) -> Result<(), Error> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let text = report(tested).to_string().map_err(Error::other)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
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
