package dev.lethe.methods;

import dev.lethe.harness.training.LinearSchedule;
import dev.lethe.harness.training.RateSchedule;

/** The learning rate over a training in TOFU's lineage. */
public enum RateCourse {
    /** Up from 0 over the first epoch, then down to 0: TOFU's. */
    LINEAR {
        @Override
        RateSchedule schedule(int stepsPerEpoch) {
            return new LinearSchedule(stepsPerEpoch);
        }
    },
    /** As it is: that of open-unlearning for MUSE and WMDP. */
    CONSTANT {
        @Override
        RateSchedule schedule(int stepsPerEpoch) {
            return RateSchedule.CONSTANT;
        }
    };

    abstract RateSchedule schedule(int stepsPerEpoch);
}
