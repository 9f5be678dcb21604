package dev.lethe.methods;

import dev.lethe.harness.model.Positions;
import dev.lethe.harness.training.TrainingBatch;
import dev.lethe.harness.training.Value;

/**
 * What trains the adapters that FILA started: {@code forgetWeight * L_F + retainWeight * L_R} of the method of that name,
 * whose own numbers are those its authors publish. L_R is TOK_MEAN(R) where nothing else is said.
 */
public enum FilaObjective {
    /** See {@link GradientAscent}; no L_R. */
    GA(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return GD.forgetLoss(batch);
        }

        @Override
        Value loss(TrainingBatch batch, double forgetWeight, double retainWeight) {
            return forgetLoss(batch).mul(forgetWeight);
        }
    },
    /** See {@link GradientDifference}. */
    GD(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return batch.forget().nll().tokenMean().neg();
        }
    },
    /** See {@link KlMinimization}, which L_R is from. */
    KL(true, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return GD.forgetLoss(batch);
        }

        @Override
        Value retainLoss(TrainingBatch batch) {
            return batch.retain().klToReference(Positions.LABELS).tokenMean();
        }
    },
    /** See {@link Npo}: of whole rows. */
    NPO(true, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return NpoVariant.SEQUENCE.loss(batch.forget().nll(), batch.forget().referenceNll(), 0.1);
        }
    },
    /** See {@link Dpo}. */
    DPO(true, true) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return Dpo.forgetLoss(batch, 0.1);
        }
    },
    /** See {@link Idk}: ordinary training, whose parts are not weighted. */
    IDK(false, true) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return Idk.Weighting.TOKEN.loss(
                    batch.alternative().nll(), batch.retain().nll());
        }

        @Override
        Value loss(TrainingBatch batch, double forgetWeight, double retainWeight) {
            return forgetLoss(batch);
        }
    },
    /** See {@link SimNpo}. */
    SIMNPO(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return SimNpo.forgetLoss(batch.forget(), 4.5, 0);
        }
    },
    /** See {@link Undial}. */
    UNDIAL(true, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return batch.forget()
                    .loweredReferenceCrossEntropy(10, Positions.LABELS)
                    .tokenMean();
        }
    },
    /** See {@link Wga}. */
    WGA(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return Wga.forgetLoss(batch.forget(), 1);
        }
    },
    /** See {@link SatImp}. */
    SATIMP(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return SatImp.forgetLoss(batch.forget(), 5, 1);
        }
    },
    /** See {@link CeU}. */
    CEU(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return batch.forget().otherTokensCrossEntropy().withoutFirst(1).tokenMean();
        }
    },
    /** See {@link Ihl}. */
    IHL(false, false) {
        @Override
        Value forgetLoss(TrainingBatch batch) {
            return batch.forget().invertedHinge().tokenMean();
        }
    };

    private final boolean needsReference;
    private final boolean needsRefusals;

    FilaObjective(boolean needsReference, boolean needsRefusals) {
        this.needsReference = needsReference;
        this.needsRefusals = needsRefusals;
    }

    boolean needsReference() {
        return needsReference;
    }

    /** Whether batches have refusals to the forget prompts. */
    boolean needsRefusals() {
        return needsRefusals;
    }

    abstract Value forgetLoss(TrainingBatch batch);

    Value retainLoss(TrainingBatch batch) {
        return batch.retain().nll().tokenMean();
    }

    Value loss(TrainingBatch batch, double forgetWeight, double retainWeight) {
        return forgetLoss(batch).mul(forgetWeight).add(retainLoss(batch).mul(retainWeight));
    }
}
