package io.everup.host.job;

import io.everup.host.HostCollector;
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

/** When hosts are polled: the safety net under the hypervisors' own events. */
@Configuration
class HostJobs {

    private static final int POLL_SECONDS = 5;

    @Bean
    JobDetail pollHosts() {
        return JobBuilder.newJob(PollHosts.class)
                .withIdentity("poll-hosts")
                .storeDurably()
                .build();
    }

    @Bean
    Trigger pollHostsTrigger() {
        return TriggerBuilder.newTrigger()
                .forJob("poll-hosts")
                .withIdentity("poll-hosts")
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(POLL_SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** Polls every host in one bulk call each. */
    @DisallowConcurrentExecution
    public static class PollHosts implements Job {

        private final HostCollector collector;

        public PollHosts(HostCollector collector) {
            this.collector = collector;
        }

        @Override
        public void execute(JobExecutionContext context) {
            collector.collectAll();
        }
    }
}
