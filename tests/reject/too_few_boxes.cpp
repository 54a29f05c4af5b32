// Bounds per channel: one box for each channel.
// expect: INPUT_MISUSED<needs::one_box_for_each_of_the_channels<3>, boxes<2>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<input<3, 8, 8>::within_per_channel<box<-2, 2>, box<-1, 1>>, flatten, dense<10>> {};
#else
struct net : network<input<3, 8, 8>::within_per_channel<box<-2, 2>, box<-1, 1>, box<-1, 2>>, flatten, dense<10>> {};
#endif
