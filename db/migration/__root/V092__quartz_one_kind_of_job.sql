-- What recurs is one kind of job now (io.everup.RecurringJobs), known by its name; the classes that stood here are gone.
delete from qrtz_fired_triggers;
delete from qrtz_simple_triggers;
delete from qrtz_cron_triggers;
delete from qrtz_triggers;
delete from qrtz_job_details;
