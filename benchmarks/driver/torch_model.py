"""A network as a PyTorch module of layers that Zennit and Captum know."""

import torch


class Addition(torch.nn.Module):
    def forward(self, a, b):
        return a + b


class Net(torch.nn.Module):
    """The layers up to `last`. A sum of branches is an `addition` module, by which explainers recognise it."""

    def __init__(self, net, last, addition=Addition):
        super().__init__()
        self.net, self.last, self.addition = net, last, addition
        self.steps = torch.nn.ModuleDict()
        for k, layer in enumerate(net.layers[:last + 1]):
            module = self.module(net, layer)
            if module is not None:
                self.steps[str(k)] = module
        self.eval()
        self.requires_grad_(False)

    def module(self, net, layer):
        source = net.shape_of(layer.inputs[0])
        if layer.op == "dense":
            made = torch.nn.Linear(source[0], layer.shape[0])
        elif layer.op == "conv":
            padding = layer.padding[:2] if is_symmetric(layer.padding) else 0
            made = torch.nn.Conv2d(source[0], layer.shape[0], layer.kernel, layer.stride, padding, groups=layer.groups)
        elif layer.op == "add":
            return self.addition()
        else:
            return {"relu": torch.nn.ReLU, "relu6": torch.nn.ReLU6, "flatten": lambda: None,
                    "softmax": lambda: torch.nn.Softmax(dim=1),
                    "max_pool": lambda: torch.nn.MaxPool2d(layer.kernel, layer.stride),
                    "avg_pool": lambda: torch.nn.AvgPool2d(layer.kernel, layer.stride)}[layer.op]()
        # Not a copy: those of VGG-16 take half a gigabyte.
        made.weight.data = torch.from_numpy(layer.weight)
        made.bias.data = torch.from_numpy(layer.bias)
        return made

    def forward(self, x):
        values = {-1: x}
        for k, layer in enumerate(self.net.layers[:self.last + 1]):
            value = values[layer.inputs[0]]
            if layer.op == "flatten":
                values[k] = torch.flatten(value, 1)
            elif layer.op == "add":
                values[k] = self.steps[str(k)](*[values[i] for i in layer.inputs])
            else:
                if layer.op == "conv" and not is_symmetric(layer.padding):
                    top, left, bottom, right = layer.padding
                    value = torch.nn.functional.pad(value, (left, right, top, bottom))
                values[k] = self.steps[str(k)](value)
        return values[self.last]


def is_symmetric(padding):
    return padding[:2] == padding[2:]
