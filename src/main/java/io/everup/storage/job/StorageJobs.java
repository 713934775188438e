package io.everup.storage.job;

import io.everup.storage.StorageCollector;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When datastores are looked at. */
@Configuration
class StorageJobs {

    private static final int POLL_SECONDS = 20;

    @Bean
    JobDetail pollDatastores() {
        return JobBuilder.newJob(PollDatastores.class)
                .withIdentity("poll-datastores")
                .storeDurably()
                .build();
    }

    @Bean
    Trigger pollDatastoresTrigger() {
        return TriggerBuilder.newTrigger()
                .forJob("poll-datastores")
                .withIdentity("poll-datastores")
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(POLL_SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** Looks at the datastores and volumes of every host. */
    @DisallowConcurrentExecution
    public static class PollDatastores implements Job {

        private final StorageCollector collector;

        public PollDatastores(StorageCollector collector) {
            this.collector = collector;
        }

        @Override
        public void execute(JobExecutionContext context) {
            collector.collectAll();
        }
    }
}
