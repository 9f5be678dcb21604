package dev.lethe.harness.evaluation;

import dev.lethe.data.MultipleChoiceQuestion;
import dev.lethe.data.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A way to ask a multiple-choice question and to read the choice from the model. */
public enum MultipleChoiceForm {

    /**
     * lm-evaluation-harness' task {@code mmlu}, no example: the choice is the continuation with the largest summed log
     * probability, the first of several.
     */
    LM_EVAL_ZERO_SHOT("lm-eval-0shot", 0),

    /** The same after the subject's first five dev questions with their answers. */
    LM_EVAL_FIVE_SHOT("lm-eval-5shot", 5),

    /**
     * The evaluation of AILS-NTUA at SemEval-2025 Task 4: the choice is the letter with the largest logit at the last
     * position of the prompt (the last token of the letter with a blank before it), the later of several.
     */
    AILS("ails", 0) {
        @Override
        public String prompt(MultipleChoiceQuestion question, List<MultipleChoiceQuestion> dev) {
            String options = IntStream.range(0, LETTERS.size())
                    .mapToObj(i -> LETTERS.get(i) + ") " + question.choices().get(i))
                    .collect(Collectors.joining(AILS_GAP));
            return "Answer the following multiple choice question by giving the most appropriate response."
                    + " Answer should be one among [A, B, C, D]" + AILS_GAP + "Question: " + question.question()
                    + AILS_GAP + options + "\n" + AILS_GAP + "Answer:<|end_of_turn|>";
        }

        @Override
        public int choice(double[] values) {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] >= values[best] ? i : best;
            }
            return best;
        }

        @Override
        public Optional<MmluScore> score(List<AnsweredQuestion> questions) {
            return MmluScore.bySubject(questions);
        }
    };

    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    /** An empty line and the indentation of the prompt in AILS-NTUA's source. */
    private static final String AILS_GAP = "\n\n" + " ".repeat(16);

    private final String id;
    private final int shots;

    MultipleChoiceForm(String id, int shots) {
        this.id = id;
        this.shots = shots;
    }

    /** The name in records and options. */
    public String id() {
        return id;
    }

    /** The form of this name. */
    public static Optional<MultipleChoiceForm> find(String id) {
        return Arrays.stream(values()).filter(form -> form.id.equals(id)).findFirst();
    }

    /** The names of all forms. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(MultipleChoiceForm::id).toList();
    }

    /** Whether the choice is made by the letters' logits rather than by the likelihood of continuations. */
    public boolean readsLetters() {
        return this == AILS;
    }

    /** How many of a subject's dev questions stand before a question. */
    public int shots() {
        return shots;
    }

    /**
     * The text before the answer.
     *
     * @param dev dev questions of any subjects, in the order of their files; only the first {@link #shots()} of the
     *     question's subject are used
     * @throws UserException if the subject has fewer
     */
    public String prompt(MultipleChoiceQuestion question, List<MultipleChoiceQuestion> dev) {
        String subject = question.subject();
        List<MultipleChoiceQuestion> examples = dev.stream()
                .filter(q -> q.subject().equals(subject))
                .limit(shots)
                .toList();
        if (examples.size() < shots) {
            throw UserException.data("subject " + subject + " has " + examples.size() + " dev questions; the form " + id
                    + " needs " + shots);
        }
        StringBuilder prompt = new StringBuilder("The following are multiple choice questions (with answers) about ")
                .append(subject.replace('_', ' '))
                .append(".\n\n");
        for (MultipleChoiceQuestion example : examples) {
            prompt.append(asked(example))
                    .append(' ')
                    .append(LETTERS.get(example.answer()))
                    .append("\n\n");
        }
        return prompt.append(asked(question)).toString();
    }

    /** The four possible continuations of a prompt, in the order of the options. */
    public List<String> continuations() {
        return LETTERS.stream().map(letter -> " " + letter).toList();
    }

    /**
     * The index of the chosen option, from the summed log probabilities of the {@link #continuations()} (lm-eval; NaN
     * counts as the largest, as in numpy) or from the letters' logits (AILS).
     */
    public int choice(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            // Unlike >, Double.compare puts NaN above everything; adding 0 makes -0.0 equal to 0.0.
            best = Double.compare(values[i] + 0.0, values[best] + 0.0) > 0 ? i : best;
        }
        return best;
    }

    /** Accuracy with this form's headline average; empty without questions. */
    public Optional<MmluScore> score(List<AnsweredQuestion> questions) {
        return MmluScore.bySize(questions);
    }

    /** A question in lm-eval's template: blanks around the question are dropped, around the options kept. */
    private static String asked(MultipleChoiceQuestion question) {
        StringBuilder text = new StringBuilder(PythonText.strip(question.question()));
        for (int i = 0; i < LETTERS.size(); i++) {
            text.append('\n')
                    .append(LETTERS.get(i))
                    .append(". ")
                    .append(question.choices().get(i));
        }
        return text.append("\nAnswer:").toString();
    }
}
