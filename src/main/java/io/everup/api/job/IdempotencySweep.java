package io.everup.api.job;

import io.everup.api.Idempotency;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Once an hour, on one replica: forgets the answers that are older than a day. */
@DisallowConcurrentExecution
class IdempotencySweep implements Job {

    private final Idempotency idempotency;

    IdempotencySweep(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @Override
    public void execute(JobExecutionContext context) {
        idempotency.sweep();
    }

    @Configuration(proxyBeanMethods = false)
    static class Timetable {

        @Bean
        JobDetail idempotencySweepJob() {
            return JobBuilder.newJob(IdempotencySweep.class)
                    .withIdentity("sweep", "api")
                    .storeDurably()
                    .build();
        }

        @Bean
        Trigger idempotencySweepTrigger(JobDetail idempotencySweepJob) {
            return TriggerBuilder.newTrigger()
                    .forJob(idempotencySweepJob)
                    .withIdentity("hourly", "api")
                    .withSchedule(
                            CronScheduleBuilder.cronSchedule("0 37 * * * ?").withMisfireHandlingInstructionDoNothing())
                    .build();
        }
    }
}
