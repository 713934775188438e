package io.everup;

import io.everup.shared.Recurring;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has Quartz do what recurs: each {@link Recurring} is a job under its name. */
@Configuration(proxyBeanMethods = false)
class RecurringJobs {

    @Bean
    SchedulerFactoryBeanCustomizer recurringWork(List<Recurring> recurring) {
        return scheduler -> {
            scheduler.setJobDetails(recurring.stream().map(RecurringJobs::job).toArray(JobDetail[]::new));
            scheduler.setTriggers(recurring.stream().map(RecurringJobs::trigger).toArray(Trigger[]::new));
        };
    }

    private static JobDetail job(Recurring recurring) {
        return JobBuilder.newJob(Round.class)
                .withIdentity(recurring.name())
                .storeDurably()
                .build();
    }

    private static Trigger trigger(Recurring recurring) {
        return TriggerBuilder.newTrigger()
                .forJob(recurring.name())
                .withIdentity(recurring.name())
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(recurring.every().toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** One round of the work that bears the job's name. */
    @DisallowConcurrentExecution
    static class Round implements Job {

        private final Map<String, Recurring> work;

        Round(List<Recurring> recurring) {
            this.work = recurring.stream().collect(Collectors.toMap(Recurring::name, Function.identity()));
        }

        /** A name that this replica doesn't know is another version's: nothing is done. */
        @Override
        public void execute(JobExecutionContext context) {
            var known = work.get(context.getJobDetail().getKey().getName());
            if (known != null) {
                known.work().run();
            }
        }
    }
}
