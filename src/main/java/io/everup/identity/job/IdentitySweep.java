package io.everup.identity.job;

import io.everup.identity.IdentityHousekeeping;
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

/** Once an hour, on one replica: removes what identity needs no more. */
@DisallowConcurrentExecution
class IdentitySweep implements Job {

    private final IdentityHousekeeping housekeeping;

    IdentitySweep(IdentityHousekeeping housekeeping) {
        this.housekeeping = housekeeping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        housekeeping.sweep();
    }

    @Configuration(proxyBeanMethods = false)
    static class Timetable {

        @Bean
        JobDetail identitySweepJob() {
            return JobBuilder.newJob(IdentitySweep.class)
                    .withIdentity("sweep", "identity")
                    .storeDurably()
                    .build();
        }

        @Bean
        Trigger identitySweepTrigger(JobDetail identitySweepJob) {
            return TriggerBuilder.newTrigger()
                    .forJob(identitySweepJob)
                    .withIdentity("hourly", "identity")
                    .withSchedule(
                            CronScheduleBuilder.cronSchedule("0 17 * * * ?").withMisfireHandlingInstructionDoNothing())
                    .build();
        }
    }
}
