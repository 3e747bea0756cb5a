package io.perpixel.plan;

/**
 * What is to be expected of a number of replicas.
 *
 * @param replicas each on an executor of its own
 * @param averaging steps between two averagings
 * @param imagesPerSecond over whole epochs, validation not counted
 * @param efficiency images/s over what as many replicas would take if they only stepped, each as
 *     fast as one alone; 0 to 1
 * @param steps seconds of a round in which a replica alone would step
 * @param crowding seconds a round that steps take longer because replicas share machines
 * @param waiting seconds a round that an average replica waits for the slowest
 * @param exchange seconds a round for sending, averaging and receiving states
 * @param jobs whether each round is a Spark job
 * @param driverBytes of all states, which the driver holds in each round
 * @param fewImages whether an epoch has not even a full minibatch for each replica
 */
public record Prediction(
    int replicas,
    int averaging,
    double imagesPerSecond,
    double efficiency,
    double steps,
    double crowding,
    double waiting,
    double exchange,
    boolean jobs,
    long driverBytes,
    boolean fewImages) {}
