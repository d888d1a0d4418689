/** The job that nothing is scheduled for: an operator asks for it, and is told what the source finds out about itself. */
export const reportJob = 'report';
