"""Whether engines agree, before anything is timed."""

import numpy as np

from engines import PythonRunner, zennit_runner

# Relative to the largest number of the result.
ALLOWED = 1e-4


class Disagreement(Exception):
    pass


def deviation(reference, found):
    """The largest difference, relative to the largest number of the reference."""
    if reference.shape != found.shape:
        raise Disagreement(f"found {found.size} numbers, needed {reference.size}")
    if not np.all(np.isfinite(found)):
        raise Disagreement("found a result that is not finite")
    return float(np.max(np.abs(reference - found)) / max(np.max(np.abs(reference)), np.finfo(np.float32).tiny))


class Reference:
    """Results in double precision by PyTorch and Zennit, and how far float32 may be from them.

    Relevance is divided by sums that may be near 0, where float32 is ill-conditioned: what is allowed is ten times what
    Zennit's own run in float32 deviates, if that is more than `ALLOWED`.
    """

    def __init__(self, work, kind, count):
        double, single = self.runner(work, kind, True), self.runner(work, kind, False)
        self.what = f"{work.name}, {kind}"
        self.results = [double.run(which) for which in range(count)]
        own = max(deviation(self.results[which], single.run(which)) for which in range(count))
        self.allowed = ALLOWED if kind == "predict" else max(ALLOWED, 10 * own)
        double.close()
        single.close()

    @staticmethod
    def runner(work, kind, double):
        import torch
        from torch_model import Net
        if kind != "predict":
            return zennit_runner(work, kind, double)
        number = torch.float64 if double else torch.float32
        module = Net(work.network, len(work.network.layers) - 1).to(number)
        tensors = [torch.from_numpy(np.ascontiguousarray(x[np.newaxis])).to(number) for x in work.inputs]
        return PythonRunner(tensors, module, lambda y: y.numpy())

    def check(self, runner):
        """The largest deviation over the inputs. Raises where it is more than allowed."""
        worst = max(deviation(result, runner.run(which)) for which, result in enumerate(self.results))
        if not worst <= self.allowed:
            raise Disagreement(f"{self.what}: results differ by {worst:.2g} of the largest number, "
                               f"allowed is {self.allowed:.2g}")
        return worst
