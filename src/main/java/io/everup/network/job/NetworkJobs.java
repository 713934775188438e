package io.everup.network.job;

import io.everup.network.NetworkCollector;
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

/** When networks are looked at. */
@Configuration
class NetworkJobs {

    private static final int POLL_SECONDS = 30;

    @Bean
    JobDetail pollNetworks() {
        return JobBuilder.newJob(PollNetworks.class)
                .withIdentity("poll-networks")
                .storeDurably()
                .build();
    }

    @Bean
    Trigger pollNetworksTrigger() {
        return TriggerBuilder.newTrigger()
                .forJob("poll-networks")
                .withIdentity("poll-networks")
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(POLL_SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** Looks at the networks of every host. */
    @DisallowConcurrentExecution
    public static class PollNetworks implements Job {

        private final NetworkCollector collector;

        public PollNetworks(NetworkCollector collector) {
            this.collector = collector;
        }

        @Override
        public void execute(JobExecutionContext context) {
            collector.collectAll();
        }
    }
}
